package io.fairlead.client.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private final AtomicLong now = new AtomicLong();
    private final Breaker breaker = new Breaker(now::get);

    private void pass(long millis) {
        now.addAndGet(Duration.ofMillis(millis).toNanos());
    }

    @Test
    void failed_first_opensForTwoHundredMillis() {
        assertThat(breaker.isClosed()).isTrue();
        assertThat(breaker.failed()).isTrue();
        assertThat(breaker.isClosed()).isFalse();
        pass(199);
        assertThat(breaker.mayProbe()).isFalse();
        pass(1);
        assertThat(breaker.mayProbe()).isTrue();
    }

    @Test
    void mayProbe_whileOneIsUnderWay_isFalse() {
        breaker.failed();
        pass(200);
        assertThat(breaker.mayProbe()).isTrue();
        assertThat(breaker.isHalfOpen()).isTrue();
        assertThat(breaker.mayProbe()).isFalse();
        assertThat(breaker.isClosed()).isFalse();
    }

    @Test
    void failed_probe_doublesThePauseUpToFiveSeconds() {
        breaker.failed();
        long[] pauses = {200, 400, 800, 1_600, 3_200, 5_000, 5_000};
        for (long pause : pauses) {
            pass(pause - 1);
            assertThat(breaker.mayProbe()).isFalse();
            pass(1);
            assertThat(breaker.mayProbe()).isTrue();
            assertThat(breaker.failed()).isFalse();
        }
    }

    @Test
    void failed_manyTimesAtOnce_countAsOne() {
        for (int i = 0; i < 100; i++) {
            breaker.failed();
        }
        pass(200);
        assertThat(breaker.mayProbe()).isTrue();
    }

    @Test
    void answered_toProbe_closesAndForgetsFailures() {
        breaker.failed();
        pass(200);
        assertThat(breaker.mayProbe()).isTrue();
        assertThat(breaker.answered()).isTrue();
        assertThat(breaker.isClosed()).isTrue();
        assertThat(breaker.answered()).isFalse();
        breaker.failed();
        pass(200);
        assertThat(breaker.mayProbe()).isTrue();
    }

    @Test
    void answered_toAnyCallWhileOpen_closesAtOnce() {
        breaker.failed();
        assertThat(breaker.answered()).isTrue();
        assertThat(breaker.isClosed()).isTrue();
        assertThat(breaker.mayProbe()).isFalse();
    }

    @Test
    void isClosed_nobodyProbesForLong_isTrueAgain() {
        breaker.failed();
        pass(200 + 10_000);
        assertThat(breaker.isClosed()).isFalse();
        pass(1);
        assertThat(breaker.isClosed()).isTrue();
    }
}
