package io.fairlead.jcache.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.jcache.codec.Codecs;
import io.fairlead.jcache.codec.KeyCodec;
import io.fairlead.jcache.codec.TypeFilter;
import io.fairlead.jcache.store.CacheCatalog;
import io.fairlead.jcache.store.CacheRecord;
import io.fairlead.jcache.store.CacheStore;
import io.fairlead.jcache.store.Decider;
import io.fairlead.jcache.store.Effect;
import io.fairlead.jcache.store.Envelope;
import io.fairlead.jcache.store.StoredEntry;
import io.fairlead.testing.TestCluster;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import javax.cache.Cache;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Listeners of a cache that a real member keeps. */
class ClusterListenersTest {
    private static final Executor THREADS = task -> new Thread(task, "listeners-test").start();

    private static final KeyCodec<String> TEXT =
            Codecs.forKeys(String.class, TypeFilter.strict(), ClusterListenersTest.class.getClassLoader());

    private static TestCluster cluster;
    private static CacheCatalog catalog;

    private final Tape tape = new Tape();
    private CacheStore store;
    private EventDispatcher<String, String> dispatcher;

    @BeforeAll
    static void startCluster() {
        cluster = TestCluster.start(1);
        catalog = CacheCatalog.of(cluster.client().namespaced("jcache/"), System::currentTimeMillis);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @BeforeEach
    void openCache(TestInfo test) {
        CacheRecord record = new CacheRecord("String", "String", TEXT.name(), TEXT.name(), true, "eternal");
        store = catalog.create(test.getTestMethod().orElseThrow().getName(), record);
        dispatcher = dispatcher();
    }

    @AfterEach
    void closeListeners() {
        dispatcher.close();
    }

    private EventDispatcher<String, String> dispatcher() {
        return new EventDispatcher<>(store, TEXT, TEXT, cache(), revision -> {}, Duration.ofSeconds(30), THREADS);
    }

    @Test
    void writesOfAnyProcess_areHeardWithTheirRevisionsAndOldValues() throws Exception {
        dispatcher.register(tape.asynchronous());
        CacheStore elsewhere =
                catalog.open(store.keys().prefix().replace("/", "")).orElseThrow();

        long created = put("a", "1", Envelope.ETERNAL);
        long updated = elsewhere.overwrite(key("a"), value("2", Envelope.ETERNAL));
        long removed = update("a", Effect.delete(Effect.Removal.REMOVED));

        assertThat(tape.next()).isEqualTo(created + " CREATED a=1");
        assertThat(tape.next()).isEqualTo(updated + " UPDATED a=2<1");
        assertThat(tape.next()).isEqualTo(removed + " REMOVED a=2<2");
    }

    @Test
    void writerOfASynchronousListener_findsItCalled() {
        dispatcher.register(tape.synchronous());

        for (int i = 0; i < 100; i++) {
            long revision = put("a", "v" + i, Envelope.ETERNAL);
            dispatcher.awaitDelivered(revision);

            assertThat(tape.calls()).singleElement().asString().startsWith(revision + " ");
        }
    }

    @Test
    void writerThatChangedNothing_isNotKeptWaiting() {
        dispatcher.register(tape.synchronous());
        long elsewhere = cluster.client().kv().put("another", "key").revision();

        dispatcher.awaitDelivered(elsewhere);

        assertThat(tape.calls()).isEmpty();
    }

    @Test
    void clearedEntries_areNotHeardOf_removedOnesInOneCall() throws Exception {
        put("a", "1", Envelope.ETERNAL);
        put("b", "1", Envelope.ETERNAL);
        dispatcher.register(tape.asynchronous());

        long unheard = store.deleteAll(Effect.Removal.CLEARED);
        put("a", "2", Envelope.ETERNAL);
        put("b", "2", Envelope.ETERNAL);
        long removed = store.deleteAll(Effect.Removal.REMOVED);

        assertThat(removed).isGreaterThan(unheard);
        assertThat(tape.next()).endsWith("CREATED a=2");
        assertThat(tape.next()).endsWith("CREATED b=2");
        assertThat(tape.next()).isEqualTo(removed + " REMOVED a=2<2 b=2<2");
    }

    @Test
    void expiredEntry_writtenOver_hasExpiredFirst() throws Exception {
        dispatcher.register(tape.asynchronous());
        long past = store.now() - 1;
        put("a", "1", past);

        long over = update("a", Effect.put(TEXT.encode("2"), Envelope.ETERNAL, Set.of(Envelope.Flag.AFTER_EXPIRY)));

        assertThat(tape.next()).endsWith("CREATED a=1");
        assertThat(tape.next()).isEqualTo(over + " EXPIRED a=1<1");
        assertThat(tape.next()).isEqualTo(over + " CREATED a=2");
    }

    @Test
    void expiredEntry_thatNobodyMeets_isHeardOfWhenItsLeaseCollectsIt() throws Exception {
        dispatcher.register(tape.asynchronous());

        put("a", "1", store.now() + 1);

        assertThat(tape.next()).endsWith("CREATED a=1");
        assertThat(tape.next()).endsWith("EXPIRED a=1<1");
    }

    @Test
    void durableListener_hearsOnceWhatHappenedMeanwhile() throws Exception {
        dispatcher.registerDurable("orders", tape.asynchronous());
        put("a", "1", Envelope.ETERNAL);
        assertThat(tape.next()).endsWith("CREATED a=1");
        dispatcher.close();
        put("a", "2", Envelope.ETERNAL);

        dispatcher = dispatcher();
        dispatcher.registerDurable("orders", tape.asynchronous());
        put("a", "3", Envelope.ETERNAL);

        assertThat(tape.next()).endsWith("UPDATED a=2<1");
        assertThat(tape.next()).endsWith("UPDATED a=3<2");
    }

    @Test
    void durableListener_afterACrash_hearsTheLastMomentAgain() throws Exception {
        Executor never = task -> {};
        EventDispatcher<String, String> crashed = new EventDispatcher<>(
                store, new Narrator<>(cache(), TEXT, TEXT), revision -> {}, Duration.ofSeconds(30), THREADS, never);
        Tape lost = new Tape();
        crashed.registerDurable("orders", lost.asynchronous());
        put("a", "1", Envelope.ETERNAL);
        assertThat(lost.next()).endsWith("CREATED a=1");

        dispatcher.registerDurable("orders", tape.asynchronous());
        put("a", "2", Envelope.ETERNAL);

        assertThat(tape.next()).endsWith("CREATED a=1");
        assertThat(tape.next()).endsWith("UPDATED a=2<1");
        crashed.close();
    }

    @Test
    void durableListener_whoseHistoryWasCompacted_hearsOfAGapAndOfTheRest() throws Exception {
        dispatcher.registerDurable("orders", tape.asynchronous());
        long heard = put("a", "1", Envelope.ETERNAL);
        assertThat(tape.next()).endsWith("CREATED a=1");
        dispatcher.close();
        put("a", "2", Envelope.ETERNAL);
        long compacted = put("b", "1", Envelope.ETERNAL);
        cluster.client().kv().compact(compacted);

        dispatcher = dispatcher();
        dispatcher.registerDurable("orders", tape.asynchronous());
        put("a", "3", Envelope.ETERNAL);

        assertThat(tape.next()).isEqualTo("gap " + (heard + 1) + "-" + (compacted - 1));
        assertThat(tape.next()).isEqualTo(compacted + " CREATED b=1");
        assertThat(tape.next()).endsWith("UPDATED a=3<2");
    }

    @Test
    void slowListener_losesNothing_andHoldsUpNobody() throws Exception {
        Tape slow = new Tape();
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        slow.also = call -> goOn.join();
        dispatcher.register(slow.asynchronous());
        dispatcher.register(tape.synchronous());

        int changes = 3_000; // More than a watch holds for a receiver.
        for (int i = 0; i < changes; i += 100) {
            List<Bytes> keys = IntStream.range(i, i + 100)
                    .mapToObj(number -> key("k" + number))
                    .toList();
            Decider<Boolean> creation =
                    seen -> new Decider.Decision<>(Effect.put(TEXT.encode("v"), Envelope.ETERNAL), true);
            long revision = store.updateAll(keys, true, creation)
                    .values()
                    .iterator()
                    .next()
                    .revision();
            dispatcher.awaitDelivered(revision);
        }
        assertThat(tape.calls()).hasSize(changes / 100);
        goOn.complete(null);

        for (int i = 0; i < changes; i += 100) {
            assertThat(slow.next()).contains(" CREATED k" + i + "=");
        }
    }

    @Test
    void destroyedCache_endsItsListenersQuietly() {
        dispatcher.register(tape.synchronous());

        store.destroy();
        dispatcher.close();

        assertThat(tape.calls()).isEmpty();
        assertThat(tape.closed).isTrue();
    }

    private long put(String key, String value, long deadline) {
        return update(key, value(value, deadline));
    }

    private long update(String key, Effect effect) {
        StoredEntry seen = store.get(key(key));
        return store.update(seen, Optional.empty(), entry -> new Decider.Decision<>(effect, true))
                .revision();
    }

    private static Effect.Put value(String value, long deadline) {
        return new Effect.Put(TEXT.encode(value), deadline, Set.of());
    }

    private static Bytes key(String key) {
        return TEXT.encode(key);
    }

    @SuppressWarnings("unchecked")
    static Cache<String, String> cache() {
        return (Cache<String, String>) Proxy.newProxyInstance(
                Cache.class.getClassLoader(), new Class<?>[] {Cache.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("getName")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    return "cache";
                });
    }
}
