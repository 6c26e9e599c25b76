package io.fairlead.server.raft.confchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Bytes;
import io.fairlead.server.check.InvariantViolation;
import io.fairlead.server.raft.ConfChangeText;
import io.fairlead.server.raft.model.ConfChange;
import io.fairlead.server.raft.model.ConfState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfChangerTest {
    @ParameterizedTest
    @CsvSource({
        // simple
        "1, v2, 1 2",
        "1, l2, 1 | 2",
        "1 2 3, r3, 1 2",
        "1 | 2, r2, 1",
        "1 2, u2, 1 2",
        // idempotent
        "1 2, v2, 1 2",
        "1 | 2, l2, 1 | 2",
        "1 2, r9, 1 2",
        // promote, demote
        "1 | 2, v2, 1 2",
        "1 2, l2, 1 | 2",
        // from nothing, as a cluster boots
        "'', v1, 1",
        // never without a voter
        "1, r1, 1",
        "1 | 2, l1, 1 | 2",
        "'', l1, ''",
        // a refused change
        "1 2, r0, 1 2"
    })
    void apply_simpleChange_leadsTo(String before, String change, String after) {
        assertThat(print(ConfChanger.apply(parse(before), change(change)))).isEqualTo(after);
    }

    @Test
    void apply_insideJointConfiguration_isOurMistake() {
        ConfState joint = new ConfState(ids("1"), ids(""), ids("1 2"), ids(""), false);
        assertThatThrownBy(() -> ConfChanger.apply(joint, change("v3"))).isInstanceOf(InvariantViolation.class);
    }

    @ParameterizedTest
    @CsvSource({"1, r1, true", "1 | 2, l1, true", "1, r2, false", "1 2, r1, false", "1, v1, false", "1, u1, false"})
    void removesLastVoter_tellsBeforehand(String before, String change, boolean removes) {
        assertThat(ConfChanger.removesLastVoter(parse(before), change(change))).isEqualTo(removes);
    }

    /** Thesis, section 4.1: with one change at a time, any two majorities around it share a member. */
    @Test
    void apply_anyChange_majoritiesBeforeAndAfterOverlap() {
        for (ConfState before : List.of(parse("1"), parse("1 2"), parse("1 2 3"), parse("1 2 3 4 | 5"))) {
            for (String text : List.of("v5", "v6", "l1", "l6", "r1", "r5", "u1")) {
                ConfState after = ConfChanger.apply(before, change(text));
                for (Set<Long> old : majorities(before)) {
                    for (Set<Long> next : majorities(after)) {
                        assertThat(old).as("%s %s", before, text).containsAnyElementsOf(next);
                    }
                }
            }
        }
    }

    private static List<Set<Long>> majorities(ConfState conf) {
        List<Long> voters = List.copyOf(conf.voters());
        List<Set<Long>> majorities = new ArrayList<>();
        for (int mask = 0; mask < 1 << voters.size(); mask++) {
            Set<Long> some = new TreeSet<>();
            for (int i = 0; i < voters.size(); i++) {
                if ((mask & 1 << i) != 0) {
                    some.add(voters.get(i));
                }
            }
            if (some.size() * 2 > voters.size()) {
                majorities.add(some);
            }
        }
        return majorities;
    }

    private static ConfChange change(String text) {
        return ConfChangeText.decode(Bytes.utf8(text));
    }

    private static ConfState parse(String text) {
        int bar = text.indexOf('|');
        return bar < 0
                ? ConfState.of(ids(text), List.of())
                : ConfState.of(
                        ids(text.substring(0, bar).trim()),
                        ids(text.substring(bar + 1).trim()));
    }

    private static SortedSet<Long> ids(String text) {
        return text.isEmpty()
                ? new TreeSet<>()
                : Arrays.stream(text.split(" ", -1))
                        .map(Long::parseLong)
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String print(ConfState conf) {
        return join(conf.voters()) + (conf.learners().isEmpty() ? "" : " | " + join(conf.learners()));
    }

    private static String join(Set<Long> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
