package io.fairlead.client.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static long millis(double random, int failures) {
        return Duration.ofNanos(new Backoff(() -> random).nanos(failures)).toMillis();
    }

    @Test
    void pause_failureAfterFailure_doublesUpToASecond() {
        assertThat(millis(1, 1)).isEqualTo(10);
        assertThat(millis(1, 2)).isEqualTo(20);
        assertThat(millis(1, 7)).isEqualTo(640);
        assertThat(millis(1, 8)).isEqualTo(1_000);
        assertThat(millis(1, Integer.MAX_VALUE)).isEqualTo(1_000);
    }

    @Test
    void pause_isNeverShorterThanHalf() {
        assertThat(millis(0, 1)).isEqualTo(5);
        assertThat(millis(0, 0)).isEqualTo(5);
        assertThat(millis(0.5, 8)).isEqualTo(750);
    }
}
