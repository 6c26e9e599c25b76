package io.fairlead.server.lease;

import io.fairlead.api.Bytes;
import java.util.List;

/**
 * What the leader says of a lease.
 *
 * @param remainingSeconds whole seconds until it runs out; 0 where it has and is about to be revoked
 * @param keys the keys that hang on it, in ascending order; empty where they were not asked for
 */
public record LeaseLife(long remainingSeconds, long grantedSeconds, List<Bytes> keys) {
    /** Of a lease that is not there: etcd's numbers. */
    public static final LeaseLife GONE = new LeaseLife(-1, 0, List.of());

    public LeaseLife {
        keys = List.copyOf(keys);
    }

    public LeaseLife withKeys(List<Bytes> found) {
        return new LeaseLife(remainingSeconds, grantedSeconds, found);
    }
}
