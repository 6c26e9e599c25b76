package io.fairlead.jcache.near;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Bytes;
import io.fairlead.api.FairleadException;
import io.fairlead.client.FairleadClient;
import io.fairlead.jcache.config.NearMode;
import io.fairlead.jcache.store.CacheCatalog;
import io.fairlead.jcache.store.CacheRecord;
import io.fairlead.jcache.store.CacheStore;
import io.fairlead.jcache.store.Effect;
import io.fairlead.jcache.store.Envelope;
import io.fairlead.jcache.store.StoredEntry;
import io.fairlead.testing.TestCluster;
import io.fairlead.testing.TestMember;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Three members, one of which is cut off; the near copy knows that one alone. */
final class PartitionedNearCacheTest {
    private static final CacheRecord RECORD = new CacheRecord("text", "text", "text", "text", true, "eternal");
    private static final Bytes KEY = Bytes.utf8("key");
    private static final Duration BOUND = Duration.ofMillis(100);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final Deque<Runnable> background = new ArrayDeque<>();

    @Test
    void bounded_memberCutOff_servesNothingOlderThanTheBoundAndFailsClosed() {
        try (TestCluster cluster = TestCluster.start(3)) {
            CacheStore elsewhere = CacheCatalog.of(cluster.client(), () -> 0).create("c", RECORD);
            write(elsewhere, "old");
            TestMember alone = cluster.follower();
            try (FairleadClient client = FairleadClient.builder()
                            .endpoints(alone.endpoint())
                            .memberRefresh(false)
                            .deadline(Duration.ofSeconds(2))
                            .build();
                    NearCache near = open(client)) {
                assertThat(value(near.get(KEY))).isEqualTo("old");

                cluster.faults().isolate(alone);
                write(elsewhere, "new");
                nanos.addAndGet(BOUND.toNanos());
                assertThat(value(near.get(KEY))).isEqualTo("old");
                runBackground();
                assertThat(value(near.get(KEY))).isEqualTo("old");
                nanos.incrementAndGet();
                assertThatThrownBy(() -> near.get(KEY)).isInstanceOf(FairleadException.class);

                cluster.faults().heal(alone);
                cluster.awaitReady();
                assertThat(value(near.get(KEY))).isEqualTo("new");
            }
        }
    }

    private NearCache open(FairleadClient client) {
        CacheStore store = CacheCatalog.of(client, () -> 0).open("c").orElseThrow();
        NearCache near = NearCache.open(store, NearMode.bounded(BOUND), 10, nanos::get, background::add);
        runBackground();
        return near;
    }

    private void runBackground() {
        while (!background.isEmpty()) {
            background.remove().run();
        }
    }

    private static void write(CacheStore store, String value) {
        long unused = store.overwrite(KEY, new Effect.Put(Bytes.utf8(value), Envelope.ETERNAL, Set.of()));
    }

    private static String value(StoredEntry entry) {
        return entry.envelope().orElseThrow().payload().toUtf8();
    }
}
