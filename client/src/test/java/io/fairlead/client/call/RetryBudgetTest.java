package io.fairlead.client.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private final AtomicLong now = new AtomicLong(-42);
    private final RetryBudget budget = new RetryBudget(now::get);

    private int takeAll() {
        int taken = 0;
        while (budget.take()) {
            taken++;
        }
        return taken;
    }

    @Test
    void take_freshClient_hasTheFloorOfOneSecond() {
        assertThat(takeAll()).isEqualTo(RetryBudget.PER_SECOND);
        assertThat(budget.take()).isFalse();
    }

    @Test
    void take_timePasses_growsByTheFloor() {
        takeAll();
        now.addAndGet(Duration.ofMillis(500).toNanos());
        assertThat(takeAll()).isEqualTo(RetryBudget.PER_SECOND / 2);
    }

    @Test
    void take_callsAreMade_growsByATenth() {
        takeAll();
        for (int i = 0; i < 1_000; i++) {
            budget.onCall();
        }
        assertThat(takeAll()).isBetween(99, 100);
    }

    @Test
    void take_afterLongRest_isBounded() {
        now.addAndGet(Duration.ofDays(1).toNanos());
        assertThat(takeAll()).isEqualTo(RetryBudget.SAVED_MAX);
    }
}
