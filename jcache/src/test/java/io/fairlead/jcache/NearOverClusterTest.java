package io.fairlead.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.jcache.config.FairleadConfiguration;
import io.fairlead.jcache.config.NearMode;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Caches that read from copies, over a member. */
final class NearOverClusterTest {
    private static TestCaches caches;

    @BeforeAll
    static void start() {
        caches = new TestCaches();
    }

    @AfterAll
    static void stop() {
        caches.close();
    }

    static Stream<NearMode> modes() {
        return Stream.of(NearMode.session(), NearMode.bounded(Duration.ofMillis(500)));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void ownWrites_areSeenAtOnce(NearMode mode) {
        FairleadCache<String, String> cache = near(mode, caches.name(), 100);

        for (int i = 0; i < 60; i++) {
            String key = "key" + i % 10;
            cache.put(key, "value" + i);
            assertThat(cache.get(key)).isEqualTo("value" + i);
            if (i % 3 == 0) {
                assertThat(cache.remove(key)).isTrue();
                assertThat(cache.get(key)).isNull();
                assertThat(cache.putIfAbsent(key, "again")).isTrue();
                assertThat(cache.getAll(Set.of(key))).isEqualTo(Map.of(key, "again"));
            }
        }
        cache.removeAll();
        assertThat(cache.get("key1")).isNull();
    }

    @ParameterizedTest
    @MethodSource("modes")
    void ownWrites_intoACopyThatIsTooSmall_areSeenAtOnce(NearMode mode) {
        FairleadCache<String, String> cache = near(mode, caches.name(), 2);

        for (int i = 0; i < 60; i++) {
            String key = "key" + i % 6;
            cache.put(key, "value" + i);
            assertThat(cache.get("key" + (i + 1) % 6)).isEqualTo(i < 5 ? null : "value" + (i - 5));
            assertThat(cache.get(key)).isEqualTo("value" + i);
        }
    }

    @ParameterizedTest
    @MethodSource("modes")
    void twoProcesses_oneAfterTheOther_neverGoBack(NearMode mode) {
        String name = caches.name();
        FairleadCache<String, Integer> writer = open(mode, name, Integer.class, 100);
        FairleadCache<String, Integer> reader = open(mode, name, Integer.class, 100);

        int last = -1;
        for (int i = 0; i < 40; i++) {
            writer.put("key", i);
            Integer seen = reader.get("key");
            int now = seen == null ? -1 : seen;
            assertThat(now).isBetween(last, i);
            last = now;
        }
        // What is decided by the cluster does not depend on what the copy says.
        assertThat(reader.replace("key", 39, 100)).isTrue();
        assertThat(reader.get("key")).isEqualTo(100);
    }

    @ParameterizedTest
    @MethodSource("modes")
    void destroyedElsewhere_isNotReadFromTheCopyForEver(NearMode mode) {
        String name = caches.name();
        FairleadCache<String, String> cache = near(mode, name, 100);
        cache.put("key", "value");
        near(mode, name, 100).getCacheManager().destroyCache(name);

        // The next write finds out, however late the watch is.
        assertThatThrownBy(() -> cache.put("key", "again")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cache.get("key")).isInstanceOf(IllegalStateException.class);
        assertThat(cache.isClosed()).isTrue();
    }

    private static FairleadCache<String, String> near(NearMode mode, String name, int maxEntries) {
        return open(mode, name, String.class, maxEntries);
    }

    private static <V> FairleadCache<String, V> open(NearMode mode, String name, Class<V> type, int maxEntries) {
        FairleadConfiguration<String, V> configuration = new FairleadConfiguration<>(String.class, type);
        return caches.elsewhere(name, configuration.setNear(mode).setNearMaxEntries(maxEntries));
    }
}
