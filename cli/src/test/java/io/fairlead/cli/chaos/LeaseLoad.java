package io.fairlead.cli.chaos;

import io.fairlead.api.Bytes;
import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.OpResult;
import io.fairlead.api.kv.PutOptions;
import io.fairlead.api.kv.Txn;
import io.fairlead.api.lease.Lease;
import io.fairlead.cli.chaos.history.Ending;
import io.fairlead.cli.chaos.history.History;
import io.fairlead.cli.chaos.history.LeaseFact;
import io.fairlead.cli.chaos.history.LeaseFact.Kind;
import io.fairlead.client.FairleadClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Grants leases, hangs keys on them, renews them for a while, then revokes them or lets them run out. For one thread. */
final class LeaseLoad {
    static final KeyRange KEYS = KeyRange.prefix("lease/");
    private static final Duration TTL = Duration.ofSeconds(1);
    private static final int RENEWALS = 6;
    private static final int PLACES = 4;

    private final String name;
    private final FairleadClient client;
    private final Recorder recorder;
    private final History history;
    private final Workers workers;
    private final Random random;
    private int values;

    LeaseLoad(String name, FairleadClient client, History history, Workers workers, Random random) {
        this.name = name;
        this.client = client;
        this.recorder = new Recorder(client, history, workers);
        this.history = history;
        this.workers = workers;
        this.random = random;
    }

    /** What may be asked of a lease. */
    private interface Call {
        Optional<Lease> make();
    }

    void turn(int number) throws InterruptedException {
        long id = random.nextLong(1, Long.MAX_VALUE);
        Optional<Lease> granted =
                fact(Kind.GRANT, id, () -> Optional.of(client.leases().grant(id, TTL)));
        if (granted.isEmpty()) {
            workers.pace(50);
            return;
        }
        String key = "lease/" + name + "/" + number % PLACES;
        Optional<OpResult> unused =
                recorder.call(Op.txn(new Txn(List.of(), List.of(put(key + "/a", id), put(key + "/b", id)), List.of())));
        long third = granted.get().ttl().toMillis() / 3;
        for (int left = random.nextInt(RENEWALS); left > 0 && workers.isRunning(); left--) {
            workers.pace(third);
            if (fact(Kind.RENEW, id, () -> Optional.of(client.leases().keepAliveOnce(id)))
                    .isEmpty()) {
                return;
            }
        }
        if (random.nextInt(4) == 0) {
            Optional<Lease> unusedLease = fact(Kind.REVOKE, id, () -> {
                var unusedHeader = client.leases().revoke(id);
                return Optional.empty();
            });
        }
    }

    private Op put(String key, long lease) {
        return Op.put(
                Bytes.utf8(key),
                Bytes.utf8(name + "#" + values++),
                PutOptions.defaults().lease(lease));
    }

    private Optional<Lease> fact(Kind kind, long id, Call call) {
        long invoked = System.nanoTime();
        try {
            Optional<Lease> lease = call.make();
            long ttl = lease.map(one -> one.ttl().toNanos()).orElse(0L);
            history.add(new LeaseFact(kind, id, invoked, Ending.ANSWERED, ttl));
            return lease;
        } catch (FairleadException e) {
            history.add(new LeaseFact(kind, id, invoked, Recorder.ending(e), 0));
            return Optional.empty();
        }
    }
}
