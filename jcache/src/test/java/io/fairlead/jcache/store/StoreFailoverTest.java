package io.fairlead.jcache.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.api.Bytes;
import io.fairlead.client.FairleadClient;
import io.fairlead.testing.TestCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The leader is killed while several processes' worth of threads change the same entries: what was told is what happened. */
class StoreFailoverTest {
    private static final CacheRecord RECORD = new CacheRecord("K", "V", "k", "v", true, "eternal");
    private static final Bytes COUNTER = Bytes.utf8("counter");
    private static final Bytes TOKEN = Bytes.utf8("token");
    private static final int WRITERS = 4;

    /** Changes before and after the fault, so that it meets changes under way. */
    private static final int CHANGES_BETWEEN = 60;

    private final AtomicBoolean over = new AtomicBoolean();
    private final Semaphore changes = new Semaphore(0);

    /** What one thread was told that it did. */
    private record Told(long counted, long created, long removed) {}

    @Test
    void update_leaderKilled_happensAsOftenAsWasTold() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        List<FairleadClient> clients = new ArrayList<>();
        try (TestCluster cluster = TestCluster.start(3)) {
            CacheCatalog.of(cluster.client(), System::currentTimeMillis).create("c", RECORD);
            List<Future<Told>> told = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                FairleadClient client = FairleadClient.builder()
                        .endpoints(cluster.endpoints())
                        .deadline(Duration.ofSeconds(10))
                        .build();
                clients.add(client);
                CacheStore store = CacheCatalog.of(client, System::currentTimeMillis)
                        .open("c")
                        .orElseThrow();
                told.add(threads.submit(writer(store)));
            }
            changes.acquire(CHANGES_BETWEEN);
            cluster.faults().kill(cluster.leader());
            changes.drainPermits();
            changes.acquire(CHANGES_BETWEEN);
            over.set(true);
            long counted = 0;
            long created = 0;
            long removed = 0;
            for (Future<Told> one : told) {
                counted += one.get().counted();
                created += one.get().created();
                removed += one.get().removed();
            }
            CacheStore store = CacheCatalog.of(cluster.client(), System::currentTimeMillis)
                    .open("c")
                    .orElseThrow();
            assertEquals(counted, count(store.get(COUNTER)));
            assertEquals(created - removed, store.get(TOKEN).exists() ? 1 : 0, created + " - " + removed);
        } finally {
            over.set(true);
            clients.forEach(FairleadClient::close);
            threads.shutdown();
            var unused = threads.awaitTermination(30, TimeUnit.SECONDS);
        }
    }

    /** Counts, and takes a token and gives it back: creations and removals in turn, whoever makes them. */
    private Callable<Told> writer(CacheStore store) {
        return () -> {
            long counted = 0;
            long created = 0;
            long removed = 0;
            while (!over.get()) {
                var unused = store.update(
                        store.get(COUNTER),
                        Optional.empty(),
                        current -> new Decider.Decision<>(
                                Effect.put(Bytes.decimal(count(current) + 1), Envelope.ETERNAL), ""));
                counted++;
                Committed<Boolean> turned = store.update(
                        store.get(TOKEN),
                        Optional.empty(),
                        current -> new Decider.Decision<>(
                                current.exists()
                                        ? Effect.delete(Effect.Removal.REMOVED)
                                        : Effect.put(Bytes.empty(), Envelope.ETERNAL),
                                !current.exists()));
                if (turned.result()) {
                    created++;
                } else {
                    removed++;
                }
                changes.release();
            }
            return new Told(counted, created, removed);
        };
    }

    private static long count(StoredEntry entry) {
        return entry.envelope().map(found -> found.payload().asLong()).orElse(0L);
    }
}
