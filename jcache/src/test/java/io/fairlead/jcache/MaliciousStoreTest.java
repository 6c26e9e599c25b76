package io.fairlead.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Bytes;
import io.fairlead.jcache.codec.Codec;
import io.fairlead.jcache.codec.KeyCodec;
import io.fairlead.jcache.config.FairleadConfiguration;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.cache.CacheException;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.processor.EntryProcessorResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Somebody who may write to the cluster puts a gadget into a cache. Whatever another process then does, the gadget does not
 * run.
 */
final class MaliciousStoreTest {
    private static final AtomicBoolean ran = new AtomicBoolean();

    private static TestCaches caches;

    static final class Gadget implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) {
            ran.set(true);
        }
    }

    /** Is never loaded but by its name. */
    static final class Fuse {
        static {
            ran.set(true);
        }

        private Fuse() {}
    }

    /** Writes what it is given by Java's serialization, and calls itself what the victim's codec is called. */
    static class Forger implements KeyCodec<Object> {
        @Override
        public String name() {
            return "object";
        }

        @Override
        public Bytes encode(Object value) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.write('J');
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(value);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Bytes.copyOf(bytes.toByteArray());
        }

        @Override
        public Object decode(Bytes bytes) {
            return bytes;
        }
    }

    @BeforeAll
    static void start() {
        caches = new TestCaches();
    }

    @AfterAll
    static void stop() {
        caches.close();
    }

    @BeforeEach
    void reset() {
        ran.set(false);
    }

    static Stream<Arguments> readers() {
        return Stream.of(
                reader("get", cache -> cache.get("key")),
                reader("getAll", cache -> cache.getAll(Set.of("key"))),
                reader("getAndPut", cache -> cache.getAndPut("key", 1)),
                reader("getAndReplace", cache -> cache.getAndReplace("key", 1)),
                reader("getAndRemove", cache -> cache.getAndRemove("key")),
                reader("replace", cache -> cache.replace("key", 1, 2)),
                reader("remove", cache -> cache.remove("key", 1)),
                reader("iterator", cache -> cache.iterator().next().getValue()),
                reader("invoke", cache -> cache.invoke("key", (entry, arguments) -> entry.getValue())),
                reader(
                        "invokeAll",
                        cache -> cache.invokeAll(Set.of("key"), (entry, arguments) -> entry.getValue())
                                .values()
                                .forEach(EntryProcessorResult::get)));
    }

    private static Arguments reader(String name, Consumer<FairleadCache<Object, Object>> operation) {
        return Arguments.of(name, operation);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readers")
    void gadget_asAValue_isRefusedWhoeverReadsIt(String name, Consumer<FairleadCache<Object, Object>> operation) {
        String cacheName = caches.name();
        FairleadCache<Object, Object> victim = caches.elsewhere(cacheName, ofObjects());
        forging(cacheName).put("key", new ArrayList<>(List.of(new Gadget())));

        assertThatThrownBy(() -> operation.accept(victim)).isInstanceOf(CacheException.class);
        assertThat(ran).isFalse();
        assertThat(victim.containsKey("key")).isTrue();
        assertThat(victim.remove("key")).isTrue();
        assertThat(victim.get("key")).isNull();
    }

    @Test
    void gadget_asAKey_isRefused() {
        String name = caches.name();
        FairleadCache<Object, Object> victim = caches.elsewhere(name, ofObjects());
        FairleadConfiguration<Object, Object> forged = ofObjects();
        forged.setKeyCodecFactory(() -> new Forger());
        caches.elsewhere(name, forged).put(new Gadget(), 1);

        assertThatThrownBy(() -> victim.iterator().next()).isInstanceOf(CacheException.class);
        assertThat(ran).isFalse();
        victim.clear();
        assertThat(victim.iterator()).isExhausted();
    }

    @Test
    void gadget_inAnEvent_doesNotRunNorStopTheListener() throws InterruptedException {
        String name = caches.name();
        FairleadCache<Object, Object> victim = caches.elsewhere(name, ofObjects());
        BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        victim.registerCacheEntryListener(new MutableCacheEntryListenerConfiguration<>(
                TestCaches.making((CacheEntryListenerOfAll) heard::add), null, true, false));
        FairleadCache<Object, Object> attacker = forging(name);
        attacker.put("one", new Gadget());
        attacker.put("one", new Gadget());
        caches.elsewhere(name, ofObjects()).put("two", "harmless");

        Object last = heard.poll(10, TimeUnit.SECONDS);
        while (last != null && !last.equals("harmless")) {
            last = heard.poll(10, TimeUnit.SECONDS);
        }
        assertThat(last).isEqualTo("harmless");
        assertThat(ran).isFalse();
    }

    @FunctionalInterface
    interface CacheEntryListenerOfAll
            extends CacheEntryCreatedListener<Object, Object>, CacheEntryUpdatedListener<Object, Object> {
        void heard(Object value);

        @Override
        default void onCreated(Iterable<javax.cache.event.CacheEntryEvent<? extends Object, ? extends Object>> events) {
            events.forEach(event -> heard(event.getValue()));
        }

        @Override
        default void onUpdated(Iterable<javax.cache.event.CacheEntryEvent<? extends Object, ? extends Object>> events) {
            events.forEach(event -> heard(event.getValue()));
        }
    }

    @Test
    void record_thatNamesAClass_doesNotHaveItLoaded() {
        String name = caches.name();
        FairleadCache<Object, Object> first = caches.elsewhere(name, ofObjects());
        String record = "test/" + name + "/m";
        Bytes honest = caches.cluster().client().kv().get(record).orElseThrow().value();
        first.close();
        String fuse = MaliciousStoreTest.class.getName() + "$Fuse";
        caches.cluster()
                .client()
                .kv()
                .put(record, honest.toUtf8().replace("java.lang.Object", fuse).replace("EternalExpiryPolicy", fuse));

        assertThatThrownBy(() -> caches.elsewhere(name, ofObjects()))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining(fuse);
        assertThat(ran).isFalse();
    }

    private static FairleadConfiguration<Object, Object> ofObjects() {
        return new FairleadConfiguration<>(Object.class, Object.class);
    }

    private static FairleadCache<Object, Object> forging(String name) {
        FairleadConfiguration<Object, Object> configuration = ofObjects();
        configuration.setValueCodecFactory(() -> (Codec<Object>) new Forger());
        return caches.elsewhere(name, configuration);
    }
}
