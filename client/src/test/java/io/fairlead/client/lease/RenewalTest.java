package io.fairlead.client.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.lease.LeaseState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is asked and owed of one lease. */
class RenewalTest {
    private final ManualTime time = new ManualTime();
    private final Renewal<String, String> renewal = new Renewal<>(7, time);

    private LeaseClock tenSeconds() {
        return new LeaseClock(time, () -> 0, time.getAsLong(), 10);
    }

    @Test
    void asker_beforeTheSending_getsItsAnswer() {
        assertThat(renewal.isIdle()).isTrue();
        renewal.want("a");
        assertThat(renewal.isDue()).isTrue();
        long sent = time.getAsLong();
        renewal.sent();
        assertThat(renewal.isDue()).isFalse();
        time.advance(Duration.ofSeconds(1));
        Renewal.Answered<String> answered = renewal.answered();
        assertThat(answered.sentNanos()).isEqualTo(sent);
        assertThat(answered.askers()).containsExactly("a");
        assertThat(renewal.isIdle()).isTrue();
    }

    @Test
    void asker_afterTheSending_waitsForTheNextOne() {
        renewal.want("a");
        renewal.sent();
        renewal.want("b");
        assertThat(renewal.isDue()).isFalse();
        assertThat(renewal.askers()).containsExactly("a", "b");
        assertThat(renewal.answered().askers()).containsExactly("a");
        assertThat(renewal.isDue()).isTrue();
        renewal.sent();
        assertThat(renewal.answered().askers()).containsExactly("b");
    }

    @Test
    void streamLost_withARequestUnanswered_makesItDueAgain() {
        renewal.want("a");
        renewal.sent();
        renewal.want("b");
        renewal.streamLost();
        assertThat(renewal.isDue()).isTrue();
        renewal.sent();
        assertThat(renewal.answered().askers()).containsExactly("a", "b");
    }

    @Test
    void streamLost_keepAliveUnanswered_makesItDueAgainThoughTheClockSaysLater() {
        renewal.keep("k", tenSeconds());
        assertThat(renewal.isDue()).isFalse();
        renewal.want("a");
        renewal.sent();
        renewal.removeAsker("a");
        renewal.streamLost();
        assertThat(renewal.isDue()).isTrue();
    }

    @Test
    void streamLost_nothingUnanswered_changesNothing() {
        renewal.keep("k", tenSeconds());
        renewal.streamLost();
        assertThat(renewal.isDue()).isFalse();
        time.advance(Duration.ofSeconds(4));
        assertThat(renewal.isDue()).isTrue();
    }

    @Test
    void idle_whileAnAnswerIsOwed_itIsNot() {
        renewal.want("a");
        renewal.sent();
        renewal.removeAsker("a");
        assertThat(renewal.askers()).isEmpty();
        assertThat(renewal.isIdle()).isFalse();
        assertThat(renewal.answered().askers()).isEmpty();
        assertThat(renewal.isIdle()).isTrue();
    }

    @Test
    void keepers_lastOneGone_clockIsGone() {
        LeaseClock clock = tenSeconds();
        renewal.keep("k", clock);
        renewal.keep("l", tenSeconds());
        assertThat(renewal.clock()).isSameAs(clock);
        renewal.removeKeeper("k");
        assertThat(renewal.isIdle()).isFalse();
        renewal.removeKeeper("l");
        assertThat(renewal.isIdle()).isTrue();
        assertThat(renewal.clock()).isNull();
    }

    @Test
    void news_areToldOnce() {
        assertThat(renewal.news()).isNull();
        LeaseClock clock = tenSeconds();
        renewal.keep("k", clock);
        assertThat(renewal.news()).isNull();
        time.advance(Duration.ofSeconds(5));
        assertThat(renewal.news()).isEqualTo(LeaseState.SUSPENDED);
        assertThat(renewal.news()).isNull();
        clock.renewed(time.getAsLong(), 10);
        assertThat(renewal.news()).isEqualTo(LeaseState.ALIVE);
        time.advance(Duration.ofSeconds(10));
        assertThat(renewal.news()).isEqualTo(LeaseState.EXPIRED);
        assertThat(renewal.removeKeepers()).containsExactly("k");
        assertThat(renewal.news()).isNull();
        assertThat(renewal.isIdle()).isTrue();
    }
}
