package io.fairlead.client.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When the next stream comes, and how long one may owe. */
class StreamPacingTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final StreamPacing pacing = new StreamPacing(() -> 0.5);

    private static long millis(long nanos) {
        return Duration.ofNanos(nanos).toMillis();
    }

    @Test
    void pauses_streamsEndWithoutAnAnswer_growToHalfASecond() {
        assertThat(pacing.ended(false)).isZero();
        assertThat(millis(pacing.ended(false))).isEqualTo(15);
        assertThat(millis(pacing.ended(false))).isEqualTo(30);
        for (int i = 0; i < 100; i++) {
            assertThat(millis(pacing.ended(false))).isBetween(60L, 375L);
        }
        assertThat(millis(pacing.ended(false))).isEqualTo(375);
        assertThat(pacing.fruitless()).isEqualTo(104);
    }

    @Test
    void pauses_afterAnAnswer_beginAnew() {
        pacing.ended(false);
        pacing.ended(true);
        pacing.heard();
        assertThat(pacing.fruitless()).isZero();
        assertThat(pacing.ended(false)).isZero();
    }

    @Test
    void pauses_areDrawnBetweenHalfAndWhole() {
        StreamPacing low = new StreamPacing(() -> 0);
        StreamPacing high = new StreamPacing(() -> Math.nextDown(1.0));
        low.ended(false);
        high.ended(false);
        assertThat(millis(low.ended(false))).isEqualTo(10);
        assertThat(millis(high.ended(false))).isBetween(19L, 20L);
    }

    @Test
    void patience_isAnEighthOfTheShortestTimeWithinBounds() {
        assertThat(millis(pacing.patienceNanos(8 * SECOND))).isEqualTo(1_000);
        assertThat(millis(pacing.patienceNanos(SECOND / 2))).isEqualTo(200);
        assertThat(millis(pacing.patienceNanos(3_600 * SECOND))).isEqualTo(3_000);
    }

    @Test
    void patience_membersAreSilentInARow_doublesTwice() {
        pacing.ended(true);
        assertThat(millis(pacing.patienceNanos(8 * SECOND))).isEqualTo(2_000);
        pacing.ended(true);
        assertThat(millis(pacing.patienceNanos(8 * SECOND))).isEqualTo(4_000);
        pacing.ended(true);
        assertThat(millis(pacing.patienceNanos(8 * SECOND))).isEqualTo(4_000);
        pacing.heard();
        assertThat(millis(pacing.patienceNanos(8 * SECOND))).isEqualTo(1_000);
    }

    @Test
    void patience_membersThatAreNotThere_doNotMakeItLonger() {
        pacing.ended(false);
        pacing.ended(false);
        assertThat(millis(pacing.patienceNanos(8 * SECOND))).isEqualTo(1_000);
    }
}
