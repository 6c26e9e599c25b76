package io.fairlead.client.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.lease.LeaseState;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How long a lease may be relied on; the clock passes its overflow on the way. */
class LeaseClockTest {
    private final ManualTime time = new ManualTime();

    /** A lease of ten seconds, granted by a request sent now, whose next keep-alive is not drawn forward. */
    private final LeaseClock clock = new LeaseClock(time, () -> 0, time.getAsLong(), 10);

    private Duration remaining() {
        return Duration.ofNanos(clock.remainingNanos());
    }

    @Test
    void lease_unanswered_goesThroughItsStatesBeforeTheServersTimeIsUp() {
        assertThat(clock.look()).isEqualTo(LeaseState.ALIVE);
        assertThat(remaining()).isEqualTo(Duration.ofMillis(9_500));
        time.advance(Duration.ofMillis(4_999));
        assertThat(clock.look()).isEqualTo(LeaseState.ALIVE);
        time.advance(Duration.ofMillis(1));
        assertThat(clock.look()).isEqualTo(LeaseState.SUSPENDED);
        time.advance(Duration.ofMillis(4_499));
        assertThat(clock.look()).isEqualTo(LeaseState.SUSPENDED);
        assertThat(remaining()).isEqualTo(Duration.ofMillis(1));
        time.advance(Duration.ofMillis(1));
        assertThat(clock.look()).isEqualTo(LeaseState.EXPIRED);
        assertThat(remaining()).isZero();
    }

    @Test
    void lease_shortTime_keepsAMarginOfATenthOfASecond() {
        LeaseClock second = new LeaseClock(time, () -> 0, time.getAsLong(), 1);
        assertThat(second.remainingNanos()).isEqualTo(Duration.ofMillis(900).toNanos());
    }

    @Test
    void lease_longestTimeThereIs_doesNotOverflow() {
        LeaseClock ages = new LeaseClock(time, () -> 0, time.getAsLong(), 9_000_000_000L);
        assertThat(ages.look()).isEqualTo(LeaseState.ALIVE);
        assertThat(Duration.ofNanos(ages.remainingNanos())).isGreaterThan(Duration.ofDays(50 * 365));
    }

    @Test
    void lease_withoutATime_isNoLease() {
        assertThatThrownBy(() -> clock.renewed(time.getAsLong(), 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void renewed_countsFromTheSendingNotFromTheAnswer() {
        time.advance(Duration.ofSeconds(3));
        long sent = time.getAsLong();
        time.advance(Duration.ofSeconds(6));
        assertThat(clock.renewed(sent, 10)).isTrue();
        assertThat(remaining()).isEqualTo(Duration.ofMillis(3_500));
        assertThat(clock.look()).isEqualTo(LeaseState.SUSPENDED);
    }

    @Test
    void renewed_byAnOlderRequestThanTheLast_changesNothing() {
        long old = time.getAsLong();
        time.advance(Duration.ofSeconds(3));
        clock.renewed(time.getAsLong(), 10);
        assertThat(clock.renewed(old, 10)).isTrue();
        assertThat(remaining()).isEqualTo(Duration.ofMillis(9_500));
    }

    @Test
    void renewed_afterItWasGivenUp_doesNotBringItBack() {
        time.advance(Duration.ofMillis(9_500));
        assertThat(clock.renewed(time.getAsLong(), 10)).isFalse();
        assertThat(clock.look()).isEqualTo(LeaseState.EXPIRED);
        assertThat(remaining()).isZero();
        assertThat(clock.isDue()).isFalse();
    }

    @Test
    void renewed_afterAPauseOfTheProcess_comesTooLate() {
        time.advance(Duration.ofSeconds(3));
        long sent = time.getAsLong();
        time.stall(Duration.ofSeconds(8));
        assertThat(clock.renewed(sent, 10)).isFalse();
    }

    @Test
    void ended_isOverAtOnce() {
        clock.end();
        assertThat(clock.look()).isEqualTo(LeaseState.EXPIRED);
        assertThat(remaining()).isZero();
    }

    @Test
    void due_atAThirdOfTheTime_upToATenthEarlier() {
        Random random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            LeaseClock jittered = new LeaseClock(time, random::nextDouble, time.getAsLong(), 9);
            assertThat(Duration.ofNanos(jittered.nanosToNextChange(false)))
                    .isBetween(Duration.ofMillis(2_700), Duration.ofMillis(3_000));
        }
        assertThat(clock.isDue()).isFalse();
        time.advance(Duration.ofNanos(clock.nanosToNextChange(false)));
        assertThat(clock.isDue()).isTrue();
    }

    @Test
    void nextChange_whileARequestIsUnanswered_isOnlyOfTheState() {
        time.advance(Duration.ofSeconds(4));
        assertThat(clock.nanosToNextChange(true))
                .isEqualTo(Duration.ofSeconds(1).toNanos());
        assertThat(clock.nanosToNextChange(false)).isNegative();
        time.advance(Duration.ofSeconds(2));
        assertThat(clock.nanosToNextChange(true))
                .isEqualTo(Duration.ofMillis(3_500).toNanos());
    }

    /** The server counts from when it carried a request out: never before it was sent, never after its answer arrived. */
    @Test
    void lease_whateverIsLostOrLate_isNeverCountedOnAfterTheServersTime() {
        Random random = new Random(7);
        for (int run = 0; run < 200; run++) {
            LeaseClock mine = new LeaseClock(time, random::nextDouble, time.getAsLong(), 2);
            time.advance(Duration.ofMillis(random.nextInt(300)));
            long serverEnds = time.getAsLong() + Duration.ofSeconds(2).toNanos();
            while (mine.look() != LeaseState.EXPIRED) {
                time.advance(Duration.ofMillis(random.nextInt(900)));
                boolean serverLives = serverEnds - time.getAsLong() > 0;
                assertThat(serverLives || mine.remainingNanos() == 0).isTrue();
                if (serverLives && random.nextInt(3) > 0) {
                    long sent = time.getAsLong();
                    time.advance(Duration.ofMillis(random.nextInt(200)));
                    if (serverEnds - time.getAsLong() > 0) {
                        serverEnds = time.getAsLong() + Duration.ofSeconds(2).toNanos();
                        time.advance(Duration.ofMillis(random.nextInt(2_500)));
                        if (random.nextBoolean()) {
                            mine.renewed(sent, 2);
                        }
                    }
                }
                assertThat(mine.remainingNanos()).isLessThanOrEqualTo(Math.max(0, serverEnds - time.getAsLong()));
                if (random.nextInt(50) == 0) {
                    break;
                }
            }
        }
    }
}
