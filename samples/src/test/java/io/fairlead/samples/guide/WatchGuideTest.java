package io.fairlead.samples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.KeyRange;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.kv.PutOptions;
import io.fairlead.api.kv.PutResult;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.lease.KeptLease;
import io.fairlead.api.lease.Lease;
import io.fairlead.api.watch.CompactionPolicy;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchEvent;
import io.fairlead.api.watch.WatchHandle;
import io.fairlead.api.watch.WatchIterator;
import io.fairlead.api.watch.WatchOptions;
import io.fairlead.client.FairleadClient;
import io.fairlead.testing.FairleadExtension;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code that the README and the guide show of watches, leases and sessions. */
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // written as a user writes it
class WatchGuideTest {
    @RegisterExtension
    static final FairleadExtension cluster = FairleadExtension.members(1);

    private final FairleadClient client = cluster.client();

    @Test
    void watch_followsWhatWasRead() {
        client.kv().put("orders/1", "apple");
        Map<String, String> orders = new ConcurrentSkipListMap<>();

        RangeResult now = client.kv().get(KeyRange.prefix("orders/"));
        now.entries()
                .forEach(entry -> orders.put(entry.key().toUtf8(), entry.value().toUtf8()));

        WatchOptions options = WatchOptions.after(now.revision()).onCompacted(CompactionPolicy.RESYNC);
        try (WatchHandle watch = client.watches().watch(KeyRange.prefix("orders/"), options, batch -> {
            for (WatchEvent event : batch.events()) {
                switch (event.kind()) {
                    case CREATED, UPDATED ->
                        orders.put(event.key().toUtf8(), event.value().toUtf8());
                    case DELETED -> orders.remove(event.key().toUtf8());
                }
            }
        })) {
            PutResult put = client.kv().put("orders/2", "pear");
            watch.awaitRevision(put.revision(), Duration.ofSeconds(5)); // now the map has it

            assertThat(orders).containsEntry("orders/1", "apple").containsEntry("orders/2", "pear");
        }
    }

    @Test
    void iterate_fromACheckpoint() {
        AtomicLong checkpoint =
                new AtomicLong(client.kv().put("orders/1", "apple").revision());
        client.kv().put("orders/2", "pear");

        WatchOptions options = WatchOptions.from(checkpoint.get());
        try (WatchIterator changes = client.watches().iterate(KeyRange.prefix("orders/"), options)) {
            Optional<WatchBatch> batch = changes.poll(Duration.ofSeconds(5));
            batch.ifPresent(handled -> checkpoint.set(handled.nextRevision()));

            assertThat(batch).isPresent();
            assertThat(changes.take().revision()).isEqualTo(checkpoint.get());
        }
    }

    @Test
    void lease_keyGoesWithIt() {
        Lease lease = client.leases().grant(Duration.ofMinutes(1));
        client.kv().put("session/77", "ann", PutOptions.defaults().lease(lease.id()));

        KeptLease kept = client.leases().keepAlive(lease.id());
        kept.onChange(change -> System.out.println("the lease is " + change.state() + ": " + change.reason()));

        kept.revoke();
        assertThat(client.kv().get("session/77")).isEmpty();
    }

    @Test
    void session_isAliveForAWhile() {
        try (Session session = client.recipes().openSession(Duration.ofSeconds(10))) {
            session.ended().thenAccept(end -> System.out.println("the session is over: " + end.reason()));
            if (session.isAliveFor(Duration.ofSeconds(2))) {
                client.kv().put("here/ann", "", PutOptions.defaults().lease(session.leaseId()));
            }

            assertThat(client.kv().get("here/ann")).isPresent();
        }
        assertThat(client.kv().get("here/ann")).isEmpty();
    }
}
