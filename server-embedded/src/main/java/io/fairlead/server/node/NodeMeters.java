package io.fairlead.server.node;

import io.fairlead.server.lease.LeaseMeter;
import io.fairlead.server.mvcc.KeyMeter;
import io.fairlead.server.watch.WatchMeter;
import java.util.function.Supplier;

/** Everything a member counts, for whoever serves metrics. Any thread; cheap. */
public final class NodeMeters {
    private final Supplier<NodeStatus> status;
    private final Supplier<NodeCounts> counts;
    private final KeyMeter keys;
    private final LeaseMeter leases;
    private final WatchMeter watches;
    private final ApplyMeter applied;
    private final UpkeepMeter upkeep;

    NodeMeters(
            Supplier<NodeStatus> status,
            Supplier<NodeCounts> counts,
            KeyMeter keys,
            LeaseMeter leases,
            WatchMeter watches,
            ApplyMeter applied,
            UpkeepMeter upkeep) {
        this.status = status;
        this.counts = counts;
        this.keys = keys;
        this.leases = leases;
        this.watches = watches;
        this.applied = applied;
        this.upkeep = upkeep;
    }

    /** How the member stands now. */
    public NodeStatus status() {
        return status.get();
    }

    /** Its plain counts now. */
    public NodeCounts counts() {
        return counts.get();
    }

    public KeyMeter keys() {
        return keys;
    }

    public LeaseMeter leases() {
        return leases;
    }

    public WatchMeter watches() {
        return watches;
    }

    public ApplyMeter applied() {
        return applied;
    }

    public UpkeepMeter upkeep() {
        return upkeep;
    }
}
