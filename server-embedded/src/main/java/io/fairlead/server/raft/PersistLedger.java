package io.fairlead.server.raft;

import io.fairlead.server.check.Invariant;
import io.fairlead.server.raft.model.HardState;
import java.util.ArrayDeque;

/** The batches on their way to the disk, and the hard state they carry. */
final class PersistLedger {
    /** Batches that must be forced, oldest first. */
    private final ArrayDeque<Sent> forced = new ArrayDeque<>();

    private long lastNumber;

    /** What the disk holds once all batches are written. */
    private HardState written;

    /** Term and vote that are surely on the disk. */
    private HardState durable;

    PersistLedger(HardState recovered) {
        this.written = recovered;
        this.durable = recovered;
    }

    boolean isWritten(HardState current) {
        return written.equals(current);
    }

    /**
     * Whether losing what differs between {@code current} and the disk would lose a promise.
     *
     * @param confChangeIndex of the last conf change that is known to be committed
     */
    boolean needsForce(HardState current, long confChangeIndex) {
        if (written.commit() < confChangeIndex) {
            return true;
        }
        return written.term() != current.term() || written.vote() != current.vote();
    }

    /** Up to where this member surely knows, also after a crash, what is committed. */
    long durableCommit() {
        return durable.commit();
    }

    /** Whether something that promises rely on is still on its way. */
    boolean isForcePending() {
        return !forced.isEmpty();
    }

    long nextNumber() {
        return lastNumber + 1;
    }

    void sent(HardState current, boolean force) {
        lastNumber++;
        written = current;
        if (force) {
            forced.addLast(new Sent(lastNumber, current));
        }
    }

    /** Batch {@code number} and all before it are durable. */
    void onPersisted(long number) {
        Invariant.atMost(number, lastNumber, "acknowledged a batch that was not sent");
        while (!forced.isEmpty() && forced.getFirst().number <= number) {
            durable = forced.removeFirst().hardState;
        }
    }

    /** Whether a vote for {@code candidate} in {@code term} can't be forgotten any more. */
    boolean isVoteDurable(long term, long candidate) {
        return durable.term() == term && durable.vote() == candidate;
    }

    private record Sent(long number, HardState hardState) {}
}
