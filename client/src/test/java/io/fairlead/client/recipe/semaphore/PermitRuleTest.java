package io.fairlead.client.recipe.semaphore;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyValue;
import io.fairlead.client.recipe.line.Rule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PermitRuleTest {
    private static Rule.Verdict judge(int wanted, int total, String... before) {
        List<KeyValue> rivals = Stream.of(before)
                .map(claim -> new KeyValue(Bytes.utf8("s/1"), Bytes.utf8(claim), 2, 2, 1, 1))
                .toList();
        return new PermitRule("s", wanted, total).judge(rivals);
    }

    @Test
    void judge_roomForAll_enters() {
        assertThat(judge(1, 1)).isInstanceOf(Rule.Verdict.Enter.class);
        assertThat(judge(2, 5, "1/5", "2/5")).isInstanceOf(Rule.Verdict.Enter.class);
    }

    @Test
    void judge_oneTooMany_waitsForAnyOfTheLine() {
        Rule.Verdict wait = judge(2, 4, "1/4", "2/4");
        assertThat(wait)
                .isInstanceOfSatisfying(
                        Rule.Verdict.Await.class,
                        awaited -> assertThat(awaited.range().contains(Bytes.utf8("s/77")))
                                .isTrue());
    }

    @Test
    void judge_sumBeyondAnInteger_waits() {
        int max = Integer.MAX_VALUE;
        assertThat(judge(max, max, max + "/" + max, max + "/" + max)).isInstanceOf(Rule.Verdict.Await.class);
    }

    @Test
    void judge_anotherNumber_refuses() {
        assertThat(judge(1, 4, "1/5")).isInstanceOf(Rule.Verdict.Refuse.class);
    }

    @Test
    void judge_keyOfSomethingElse_refuses() {
        assertThat(Stream.of("", "1", "0/4", "1/4/4", "-1/4", "1/99999999999"))
                .allSatisfy(claim -> assertThat(judge(1, 4, claim)).isInstanceOf(Rule.Verdict.Refuse.class));
    }

    @Test
    void claim_saysWhatIsWantedAndWhatThereIs() {
        assertThat(new PermitRule("s", 2, 9).claim()).isEqualTo(Bytes.utf8("2/9"));
    }
}
