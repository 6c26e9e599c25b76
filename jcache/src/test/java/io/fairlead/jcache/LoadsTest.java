package io.fairlead.jcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.jcache.config.FairleadConfiguration;
import java.io.Closeable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.cache.integration.CacheLoader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LoadsTest {
    private static TestCaches caches;

    private final HeldLoader loader = new HeldLoader();

    @BeforeAll
    static void start() {
        caches = new TestCaches();
    }

    @AfterAll
    static void end() {
        caches.close();
    }

    @AfterEach
    void letGo() {
        loader.go.countDown();
    }

    /** Loads when it is let go, and tells what happened to it. */
    private static final class HeldLoader implements CacheLoader<String, String>, Closeable {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch go = new CountDownLatch(1);
        final List<String> heard = new CopyOnWriteArrayList<>();

        @Override
        public String load(String key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> keys) {
            entered.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                heard.add("interrupted");
            }
            heard.add("loaded");
            return Map.of();
        }

        @Override
        public void close() {
            heard.add("closed");
        }
    }

    private FairleadCache<String, String> loading(Duration deadline) throws InterruptedException {
        FairleadConfiguration<String, String> configuration = TestCaches.texts().setDeadline(deadline);
        configuration.setCacheLoaderFactory(TestCaches.making(loader));
        FairleadCache<String, String> cache = caches.elsewhere(caches.name(), configuration);
        cache.loadAll(Set.of("a"), false, null);
        loader.entered.await();
        return cache;
    }

    @Test
    void close_duringALoad_waitsBeforeItClosesTheLoader() throws InterruptedException {
        FairleadCache<String, String> cache = loading(Duration.ofMinutes(1));
        Thread closer = new Thread(cache::close);
        closer.start();
        while (closer.getState() != Thread.State.TIMED_WAITING && closer.isAlive()) {
            Thread.onSpinWait();
        }

        loader.go.countDown();
        closer.join();

        assertEquals(List.of("loaded", "closed"), loader.heard);
    }

    @Test
    void close_duringALoadThatHangs_waitsNoLongerThanTheDeadline() throws InterruptedException {
        FairleadCache<String, String> cache = loading(Duration.ofSeconds(1));

        cache.close();

        assertTrue(cache.isClosed());
        assertEquals(List.of("closed"), loader.heard);
    }
}
