package io.fairlead.cli.chaos.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** All that the threads of a run saw. Safe to share between threads. */
public final class History {
    private static final int VIOLATIONS_KEPT = 30;

    private final Timeline timeline = new Timeline();
    private final Queue<Operation> operations = new ConcurrentLinkedQueue<>();
    private final Queue<LeaseFact> leases = new ConcurrentLinkedQueue<>();
    private final Queue<HeldLock> holds = new ConcurrentLinkedQueue<>();
    private final AtomicLong compacted = new AtomicLong();
    private final Queue<RoamingTape> tapes = new ConcurrentLinkedQueue<>();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final AtomicInteger violationCount = new AtomicInteger();

    /** What each revision changed. */
    public Timeline timeline() {
        return timeline;
    }

    /** A call has ended. */
    public void add(Operation operation) {
        operations.add(operation);
    }

    /** A call about a lease has ended. */
    public void add(LeaseFact fact) {
        leases.add(fact);
    }

    /** A lock was given back or lost. */
    public void add(HeldLock hold) {
        holds.add(hold);
    }

    /** Somebody is about to ask that what was before a revision be forgotten. */
    public void compactionAsked(long revision) {
        compacted.accumulateAndGet(revision, Math::max);
    }

    /** A watch of a part of the store has ended. */
    public void add(RoamingTape tape) {
        tapes.add(tape);
    }

    /** Something was seen that can't be. */
    public void violation(String what) {
        if (violationCount.getAndIncrement() < VIOLATIONS_KEPT) {
            violations.add(what);
        }
    }

    /** What was seen that can't be; empty while all is well. */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    /** The calls that have ended. */
    public List<Operation> operations() {
        return copy(operations);
    }

    List<LeaseFact> leases() {
        return copy(leases);
    }

    List<HeldLock> holds() {
        return copy(holds);
    }

    List<RoamingTape> tapes() {
        return copy(tapes);
    }

    /** Whether history before a revision may be gone: whether somebody has asked for that. */
    boolean mayBeCompacted(long revision) {
        return compacted.get() > revision;
    }

    private static <T> List<T> copy(Collection<T> queue) {
        return new ArrayList<>(queue);
    }
}
