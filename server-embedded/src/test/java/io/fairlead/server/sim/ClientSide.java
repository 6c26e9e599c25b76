package io.fairlead.server.sim;

import com.google.protobuf.ByteString;
import io.fairlead.server.sim.checker.EventLog;
import io.fairlead.server.sim.checker.History;
import io.fairlead.server.sim.checker.LeasePromises;
import io.fairlead.server.sim.checker.LockPromises;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** What the clients of one world share: its time, its members, its journal, and the books in which they write what they were told. */
public final class ClientSide {
    private final SimCluster cluster;
    private final History history;
    private final EventLog log;
    private final LeasePromises leasePromises;
    private final LockPromises lockPromises;
    private final RequestDraw draw;
    private final LongSupplier compactedMaybe;
    private final int fragmentBytesMax;
    private final RandomGenerator random;

    ClientSide(
            SimCluster cluster,
            History history,
            EventLog log,
            LeasePromises leasePromises,
            LockPromises lockPromises,
            RequestDraw draw,
            LongSupplier compactedMaybe,
            int fragmentBytesMax,
            RandomGenerator random) {
        this.cluster = cluster;
        this.history = history;
        this.log = log;
        this.leasePromises = leasePromises;
        this.lockPromises = lockPromises;
        this.draw = draw;
        this.compactedMaybe = compactedMaybe;
        this.fragmentBytesMax = fragmentBytesMax;
        this.random = random;
    }

    /** Of the world, from 0. */
    public long nowNanos() {
        return cluster.world().nowNanos();
    }

    /** Lets something happen at this time of the world, or now if that is over; what happens at the same time has no order. */
    public void at(long nanos, Runnable action) {
        cluster.world().at(nanos, action);
    }

    public void in(long nanos, Runnable action) {
        cluster.world().in(nanos, action);
    }

    /** A line in the journal. */
    public void note(String who, String what) {
        cluster.journal().note(who, what);
    }

    /** Fails the run. */
    public void fail(AssertionError broken) {
        cluster.fail(broken);
    }

    public Tally tally() {
        return cluster.tally();
    }

    /** The machines that clients may speak to now: a view that changes. */
    public List<SimMember> members() {
        return cluster.members();
    }

    public History history() {
        return history;
    }

    public EventLog log() {
        return log;
    }

    public LeasePromises leasePromises() {
        return leasePromises;
    }

    public LockPromises lockPromises() {
        return lockPromises;
    }

    public RequestDraw draw() {
        return draw;
    }

    /** The highest revision that may have been compacted by now. */
    public long compactedMaybe() {
        return compactedMaybe.getAsLong();
    }

    /** Below which watch responses are cut in this world; 0 for as a port does. */
    public int fragmentBytesMax() {
        return fragmentBytesMax;
    }

    /** What the fastest clock in this world takes for so many seconds. */
    public long leaseNanosLeast(long seconds) {
        return LeaseHolders.nanosLeast(cluster, seconds);
    }

    /** The name of the lock that all want. */
    public String lockName() {
        return LockUsers.PREFIX.substring(0, LockUsers.PREFIX.length() - 1);
    }

    /** A key that is watched as one under a lease, and must be gone in the end. */
    public ByteString leasedKey(String name) {
        return RequestDraw.text(LeaseHolders.PREFIX + name);
    }

    /** From the seed. */
    public RandomGenerator random() {
        return random;
    }
}
