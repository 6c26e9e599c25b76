package io.fairlead.server.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    private static final int LOOKS_MAX = 5;

    private final Watchdog watchdog = new Watchdog(1, LOOKS_MAX);

    @Test
    void world_thatTakesNoMoreSteps_isNamedWithThePlace() {
        AtomicBoolean free = new AtomicBoolean();
        try {
            assertThatThrownBy(() -> watchdog.watch(4711, () -> 17, () -> goInCircles(free)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("seed 4711")
                    .hasMessageContaining("step 17")
                    .cause()
                    .satisfies(place -> assertThat(
                                    Arrays.stream(place.getStackTrace()).map(StackTraceElement::getMethodName))
                            .contains("goInCircles"));
        } finally {
            free.set(true);
        }
    }

    private static long goInCircles(AtomicBoolean free) {
        long circles = 0;
        while (!free.get()) {
            circles++;
        }
        return circles;
    }

    @Test
    void world_thatTakesItsTimeAndGoesOn_isLetRun() {
        AtomicLong looks = new AtomicLong();
        CountDownLatch enough = new CountDownLatch(3 * LOOKS_MAX);
        String result = watchdog.watch(
                1,
                () -> {
                    enough.countDown();
                    return looks.incrementAndGet();
                },
                () -> {
                    enough.await();
                    return "done";
                });
        assertThat(result).isEqualTo("done");
    }

    @Test
    void failure_ofTheWorld_isThrownAsItIs() {
        AssertionError failure = new AssertionError("broken");
        assertThatThrownBy(() -> watchdog.watch(1, () -> 0, () -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }
}
