package io.fairlead.server.sim;

import io.fairlead.server.exec.Clock;
import io.fairlead.server.exec.Loop;
import io.fairlead.server.exec.LoopHost;
import io.fairlead.server.exec.Waker;
import io.fairlead.server.sim.checker.BrokenPromise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs one life of a member's loops in the world's time. A turn takes no time by itself; what a turn would have taken, a disk's
 * latency above all, is the time a loop waits before it gets its turn.
 */
final class SimHost implements LoopHost {
    private final SimScheduler world;
    private final SimClock clock;
    private final ToLongFunction<Loop> latencyNanos;
    private final SimLife life;
    private final Runnable afterTurn;

    private final List<Turns> all = new ArrayList<>();

    /** The loop that has its turn now. */
    private @Nullable Turns inTurn;

    /**
     * Makes a host for one life.
     *
     * @param latencyNanos how long a loop that has work waits for its turn, drawn anew each time
     * @param life inside which each turn runs
     * @param afterTurn called after each turn that did something
     */
    SimHost(SimScheduler world, SimClock clock, ToLongFunction<Loop> latencyNanos, SimLife life, Runnable afterTurn) {
        this.world = world;
        this.clock = clock;
        this.latencyNanos = latencyNanos;
        this.life = life;
        this.afterTurn = afterTurn;
    }

    @Override
    public Running start(Loop loop, FailureHandler onFailure) {
        Turns turns = new Turns(loop, onFailure);
        all.add(turns);
        loop.attach(turns);
        turns.schedule(world.nowNanos());
        return turns;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    /** The loop that has its turn now gets no other for so long. */
    void sleepInTurn(long nanos) {
        if (inTurn != null) {
            inTurn.asleepUntilNanos = world.nowNanos() + nanos;
        }
    }

    /** The names of the loops, in the order they were started in. */
    List<String> loops() {
        return all.stream().map(turns -> turns.loop.name()).toList();
    }

    /** The loop of this name gets no turn for so long. */
    void stall(String name, long nanos) {
        for (Turns turns : all) {
            if (turns.loop.name().equals(name)) {
                turns.asleepUntilNanos = Math.max(turns.asleepUntilNanos, world.nowNanos() + nanos);
            }
        }
    }

    /** One loop and its next turn. */
    private final class Turns implements Running, Waker {
        private static final long NOT_SCHEDULED = Long.MAX_VALUE;

        private final Loop loop;
        private final FailureHandler onFailure;
        private final Runnable turn = this::turn;

        /** When the next turn is due, in the world's time. An event that finds another time here is an old plan. */
        private long dueNanos = NOT_SCHEDULED;

        private long asleepUntilNanos;
        private boolean wokenInTurn;
        private boolean ended;

        Turns(Loop loop, FailureHandler onFailure) {
            this.loop = loop;
            this.onFailure = onFailure;
        }

        @Override
        public void wake() {
            if (inTurn == this) {
                wokenInTurn = true;
            } else {
                scheduleSoon();
            }
        }

        @Override
        public void stop() {
            if (!ended) {
                ended = true;
                loop.detach();
            }
        }

        private void scheduleSoon() {
            if (dueNanos > world.nowNanos()) {
                long soon = Math.max(asleepUntilNanos, world.nowNanos() + latencyNanos.applyAsLong(loop));
                if (soon < dueNanos) {
                    schedule(soon);
                }
            }
        }

        private void schedule(long nanos) {
            dueNanos = nanos;
            world.at(nanos, () -> {
                if (dueNanos == nanos && !ended && world.nowNanos() < asleepUntilNanos) {
                    schedule(asleepUntilNanos);
                } else if (dueNanos == nanos && !ended) {
                    dueNanos = NOT_SCHEDULED;
                    life.run(turn);
                }
            });
        }

        private void turn() {
            inTurn = this;
            wokenInTurn = false;
            int done;
            try {
                done = loop.turn(clock.nanos());
            } catch (BrokenPromise broken) {
                // A checker saw what the member sends: that ends the run, whatever became of the member's disk.
                throw broken;
            } catch (RuntimeException | AssertionError failure) {
                ended = true;
                onFailure.failed(loop, failure);
                return;
            } finally {
                inTurn = null;
            }
            if (ended) {
                return;
            }
            if (done > 0) {
                afterTurn.run();
            }
            if (done > 0 || wokenInTurn) {
                scheduleSoon();
            } else if (loop.deadlineNanos() != Loop.NEVER) {
                schedule(Math.max(
                        Math.max(asleepUntilNanos, world.nowNanos() + 1), clock.worldNanosAt(loop.deadlineNanos())));
            }
        }
    }
}
