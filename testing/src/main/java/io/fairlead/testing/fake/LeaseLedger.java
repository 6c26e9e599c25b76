package io.fairlead.testing.fake;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.mvccpb.KeyValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The server's own view of all leases: the judge of whether one was kept alive. On the loop of its fake. */
final class LeaseLedger {
    private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);
    private static final long ID_OWN = 1L << 40;

    private static final class Entry {
        final long id;
        final long ttlSeconds;
        long deadlineNanos;
        int renewals;
        FakeLease.State state = FakeLease.State.ALIVE;

        Entry(long id, long ttlSeconds) {
            this.id = id;
            this.ttlSeconds = ttlSeconds;
        }
    }

    private final Cluster cluster;
    private final Cluster.Timer timer;
    private final Map<Long, Entry> entries = new LinkedHashMap<>();
    private long granted;

    LeaseLedger(Cluster cluster, Cluster.Timer timer) {
        this.cluster = cluster;
        this.timer = timer;
    }

    boolean isAlive(long id) {
        Entry entry = entries.get(id);
        return entry != null && entry.state == FakeLease.State.ALIVE;
    }

    /** Grants a lease; an id of 0 is replaced by one of ours. */
    long grant(long wished, long ttlSeconds) {
        long id = wished == 0 ? ID_OWN + ++granted : wished;
        Entry entry = new Entry(id, ttlSeconds);
        entries.put(id, entry);
        wind(entry);
        return id;
    }

    /** Renews a lease: its time to live, or 0 where there is none. */
    long renew(long id) {
        Entry entry = entries.get(id);
        if (entry == null || entry.state != FakeLease.State.ALIVE) {
            return 0;
        }
        entry.renewals++;
        wind(entry);
        return entry.ttlSeconds;
    }

    boolean revoke(long id) {
        Entry entry = entries.get(id);
        if (entry == null || entry.state != FakeLease.State.ALIVE) {
            return false;
        }
        end(entry, FakeLease.State.REVOKED);
        return true;
    }

    List<FakeLease> all() {
        long now = System.nanoTime();
        return entries.values().stream()
                .map(entry -> new FakeLease(
                        entry.id, entry.ttlSeconds, entry.renewals, entry.deadlineNanos - now, entry.state))
                .toList();
    }

    private void wind(Entry entry) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(entry.ttlSeconds);
        entry.deadlineNanos = deadline;
        timer.after(entry.ttlSeconds, TimeUnit.SECONDS, () -> {
            if (entry.state == FakeLease.State.ALIVE && entry.deadlineNanos == deadline) {
                end(entry, FakeLease.State.EXPIRED);
            }
        });
    }

    private void end(Entry entry, FakeLease.State how) {
        entry.state = how;
        entry.deadlineNanos = System.nanoTime();
        FakeStore.Write write = cluster.store.write();
        for (KeyValue key : cluster.store.range(ZERO, ZERO)) {
            if (key.getLease() == entry.id) {
                write.delete(key.getKey(), ByteString.EMPTY);
            }
        }
        write.commit();
        cluster.changed();
    }
}
