package io.fairlead.jcache.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.api.Bytes;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.watch.WatchHandle;
import io.fairlead.client.FairleadClient;
import io.fairlead.testing.TestCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Two processes change the same few entries at random, one of them over a network that loses requests and answers, and lets the
 * other in at the worst moments. What they were told and what the cluster's history says must be the same, change for change.
 */
class StoreHistoryTest {
    private static final long SEED = 20_240_607;
    private static final int STEPS = 400;

    /** In place of a mod revision: the writer did not look at what was there. */
    private static final long BLINDLY = -1;

    private static final List<Bytes> KEYS = List.of(Bytes.utf8("a"), Bytes.utf8("b"), Bytes.utf8("c"));

    private final Random random = new Random(SEED);
    private final AtomicLong nanos = new AtomicLong();

    /** What was told: for each change its revision and key, with the mod revision of what it was made on. */
    private final Map<String, Long> told = new TreeMap<>();

    private long value;

    @Test
    void store_answersLostAtRandom_tellsWhatTheHistoryHolds() {
        try (TestCluster cluster = TestCluster.start(1)) {
            FairleadClient client = cluster.client().namespaced("h/");
            CacheRecord record = new CacheRecord("K", "V", "k", "v", true, "eternal");
            CacheStore others =
                    CacheCatalog.of(client, System::currentTimeMillis).create("c", record);
            LossyKv lossy = new LossyKv(client.kv());
            CacheStore store =
                    new CacheCatalog(access(client, lossy.kv())).open("c").orElseThrow();
            for (int i = 0; i < STEPS; i++) {
                step(lossy, store, others);
            }

            Map<String, Long> happened = history(others);
            assertEquals(without(happened, told), without(told, happened));
        }
    }

    private static Map<String, Long> without(Map<String, Long> changes, Map<String, Long> known) {
        Map<String, Long> rest = new TreeMap<>(changes);
        rest.entrySet().removeAll(known.entrySet());
        return rest;
    }

    private ClusterAccess access(FairleadClient client, Kv kv) {
        ClusterAccess real = ClusterAccess.of(client, System::currentTimeMillis);
        return new ClusterAccess(
                time -> kv,
                real.watches(),
                real.leases(),
                Duration.ofHours(1),
                real.wallMillis(),
                nanos::get,
                real.writeIds(),
                length -> nanos.addAndGet(length.toNanos()));
    }

    private void step(LossyKv lossy, CacheStore store, CacheStore others) {
        if (random.nextInt(3) == 0) {
            change(others);
            return;
        }
        lossy.clear();
        switch (random.nextInt(4)) {
            case 0 -> lossy.next(LossyKv.Fate.ANSWER_LOST).thenOthers(() -> meddle(others));
            case 1 -> lossy.next(LossyKv.Fate.REQUEST_LOST).thenOthers(() -> meddle(others));
            case 2 ->
                lossy.next(LossyKv.Fate.KEPT_BACK)
                        .thenOthers(() -> meddle(others))
                        .beforeTheSecond(() -> {
                            lossy.deliver();
                            meddle(others);
                        });
            default -> {}
        }
        change(store);
        lossy.deliver(); // What was overtaken arrives too late to do anything.
    }

    private void meddle(CacheStore others) {
        for (int i = random.nextInt(3); i > 0; i--) {
            change(others);
        }
    }

    private void change(CacheStore by) {
        switch (random.nextInt(8)) {
            case 0 -> by.updateAll(KEYS, true, this::decide).values().forEach(this::note);
            case 1 -> {
                Bytes key = key();
                told.put(by.overwrite(key, put()) + " " + key.toUtf8(), BLINDLY);
            }
            default -> note(by.update(guess(by), Optional.empty(), this::decide));
        }
    }

    private StoredEntry guess(CacheStore by) {
        Bytes key = key();
        return random.nextBoolean() ? by.get(key) : StoredEntry.absent(key);
    }

    private Bytes key() {
        return KEYS.get(random.nextInt(KEYS.size()));
    }

    private Effect.Put put() {
        value++;
        return new Effect.Put(Bytes.decimal(value), Envelope.ETERNAL, Set.of());
    }

    private Decider.Decision<Bytes> decide(StoredEntry current) {
        Effect effect = random.nextBoolean() ? put() : Effect.delete(Effect.Removal.REMOVED);
        return new Decider.Decision<>(effect, current.key());
    }

    private void note(Committed<Bytes> committed) {
        if (committed.changed()) {
            told.put(
                    committed.revision() + " " + committed.result().toUtf8(),
                    committed.before().modRevision());
        }
    }

    /** All changes; those whose writer was not told what was there before are shown so. */
    private Map<String, Long> history(CacheStore store) {
        Map<String, Long> changes = Collections.synchronizedMap(new TreeMap<>());
        List<ChangeBatch> batches = Collections.synchronizedList(new ArrayList<>());
        try (WatchHandle watch = store.watch(store.incarnation() + 1, true, batches::add)) {
            watch.awaitRevision(store.barrier(), Duration.ofSeconds(30));
        }
        for (ChangeBatch batch : batches) {
            for (Change change : batch.changes()) {
                String what = batch.revision() + " " + change.now().key().toUtf8();
                boolean blind = Long.valueOf(BLINDLY).equals(told.get(what));
                changes.put(what, blind ? BLINDLY : change.before().modRevision());
            }
        }
        return changes;
    }
}
