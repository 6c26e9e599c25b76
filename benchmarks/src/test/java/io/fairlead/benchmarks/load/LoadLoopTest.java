package io.fairlead.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loops, on operations that end as the test wants. */
@Timeout(60)
class LoadLoopTest {
    private static final Duration COUNTED = Duration.ofMillis(100);

    private final List<String> told = new ArrayList<>();

    private Load load(LoadPlan plan) {
        return new Load(plan.lasting(Duration.ZERO, COUNTED), List.of(), told::add);
    }

    @Test
    void openLoop_serverThatStalls_countsWhatWasDueMeanwhile() throws InterruptedException {
        Load load = load(LoadPlan.closed(LoadCase.PUT, 1).at(1_000));
        Stalling server = new Stalling(load, 20, Duration.ofMillis(60));

        LoadResult result = load.run(server);

        // One of 100 stalls, and about 60 that are due meanwhile wait behind it, half of the stall in the middle.
        assertThat(result.latency().getTotalCount()).isEqualTo(100);
        assertThat(result.unanswered()).isZero();
        assertThat(result.micros(100)).isGreaterThanOrEqualTo(60_000);
        assertThat(result.micros(75)).isGreaterThanOrEqualTo(20_000);
    }

    @Test
    void openLoop_neverAnswered_countsTheTimeItWaited() throws InterruptedException {
        Load load = load(LoadPlan.closed(LoadCase.PUT, 1_000).at(100)).drainingFor(Duration.ofMillis(50));

        LoadResult result = load.run((slot, dueNanos) -> {});

        assertThat(result.unanswered()).isEqualTo(10);
        assertThat(result.latency().getTotalCount()).isEqualTo(10);
        assertThat(result.micros(100)).isGreaterThanOrEqualTo(140_000);
        assertThat(result.perSecond()).isZero();
    }

    @Test
    void openLoop_noSlotEverFree_countsWhatNeverStarted() throws InterruptedException {
        Load load = load(LoadPlan.closed(LoadCase.PUT, 1).at(100)).drainingFor(Duration.ofMillis(50));

        LoadResult result = load.run((slot, dueNanos) -> {});

        assertThat(result.unanswered()).isEqualTo(10);
        assertThat(result.latency().getTotalCount()).isEqualTo(10);
    }

    @Test
    void closedLoop_hasAsManyUnderWayAsAsked() throws InterruptedException {
        Load load = load(LoadPlan.closed(LoadCase.PUT, 7));
        AtomicInteger started = new AtomicInteger();

        LoadResult result = load.drainingFor(Duration.ofMillis(20)).run((slot, dueNanos) -> started.incrementAndGet());

        assertThat(started).hasValue(7);
        assertThat(result.unanswered()).isEqualTo(7);
        assertThat(result.latency().getTotalCount()).isZero();
    }

    @Test
    void closedLoop_operationFails_isCountedAndTriedAgainLater() throws InterruptedException {
        Load load = load(LoadPlan.closed(LoadCase.PUT, 2));

        LoadResult result =
                load.run((slot, dueNanos) -> load.ended(slot, Status.UNAVAILABLE.withDescription("not today")));

        // At once would be millions, and a stack that overflows.
        assertThat(result.failures().get("UNAVAILABLE")).isBetween(2L, 2_000L);
        assertThat(result.firstFailure()).contains("not today");
        assertThat(result.latency().getTotalCount()).isZero();
    }

    @Test
    void end_toldTwice_countsOnce() throws InterruptedException {
        Load load = load(LoadPlan.closed(LoadCase.PUT, 1_000).at(100));

        LoadResult result = load.run((slot, dueNanos) -> {
            load.ended(slot, Status.OK);
            load.ended(slot, Status.OK);
        });

        assertThat(result.latency().getTotalCount()).isEqualTo(10);
    }

    @Test
    void operation_broken_endsTheRun() {
        Load load = load(LoadPlan.closed(LoadCase.PUT, 1));

        assertThatThrownBy(() -> load.run(new Operation() {
                    @Override
                    public void start(int slot, long dueNanos) {}

                    @Override
                    public String broken() {
                        return "a stream ended";
                    }
                }))
                .isInstanceOf(LoadFailure.class)
                .hasMessage("a stream ended");
    }

    /** Answers at once, but for one that it answers after a while; its caller's thread waits as long. */
    private record Stalling(Load load, int stallsAt, Duration stall, AtomicInteger number) implements Operation {
        Stalling(Load load, int stallsAt, Duration stall) {
            this(load, stallsAt, stall, new AtomicInteger());
        }

        @Override
        public void start(int slot, long dueNanos) {
            if (number.incrementAndGet() == stallsAt) {
                long end = System.nanoTime() + stall.toNanos();
                while (System.nanoTime() - end < 0) {
                    Thread.onSpinWait();
                }
            }
            load.ended(slot, Status.OK);
        }
    }
}
