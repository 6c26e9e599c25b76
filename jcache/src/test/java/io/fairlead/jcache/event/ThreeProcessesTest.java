package io.fairlead.jcache.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchEvent;
import io.fairlead.api.watch.WatchIterator;
import io.fairlead.api.watch.WatchOptions;
import io.fairlead.jcache.codec.Codec;
import io.fairlead.jcache.codec.Codecs;
import io.fairlead.jcache.codec.TypeFilter;
import io.fairlead.jcache.jvm.JavaProcess;
import io.fairlead.jcache.store.CacheKeys;
import io.fairlead.testing.TestCluster;
import io.fairlead.testing.TestMember;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.event.EventType;
import javax.cache.spi.CachingProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes change a cache of three members and listen to it, while leaders are killed: each change is heard once, in the
 * order of revisions, by everybody. {@code -Dfairlead.events.changes} sets how many there are.
 */
class ThreeProcessesTest {
    private static final int PROCESSES = 3;
    private static final int CHANGES = Integer.getInteger("fairlead.events.changes", 20_000);
    private static final String CACHE = "news";

    private static final int PER_ROUND = PROCESSES * ListeningWriter.THREADS * ListeningWriter.CHANGES_PER_ROUND;
    private static final int ROUNDS = (CHANGES + PER_ROUND - 1) / PER_ROUND;

    private final List<JavaProcess> processes = new ArrayList<>();

    @Test
    void changesOfThreeProcesses_underFailover_areHeardOnceInOrderByAll(@TempDir Path folder) throws Exception {
        try (TestCluster cluster = TestCluster.start(3);
                CachingProvider provider = Caching.getCachingProvider();
                CacheManager manager = provider.getCacheManager(uri(cluster), null)) {
            Cache<String, String> cache = ListeningWriter.open(manager, CACHE);
            long before = cluster.client().kv().put("mark", "").revision();
            Heard heard = Heard.of(cache);
            List<String> digests = new ArrayList<>();
            Set<String> unknown = new HashSet<>();
            try {
                startWriters(cluster, folder);
                killLeaders(cluster, heard);
                processes.forEach(process -> unknown.addAll(unknown(process)));
                cache.put(Heard.END, "");
                processes.forEach(process -> digests.add(process.line()));
            } finally {
                processes.forEach(JavaProcess::close);
            }
            List<Heard.Event> events = heard.all();

            assertThat(digests).containsOnly(Heard.digest(events)).hasSize(PROCESSES);
            assertThat(events)
                    .extracting(event -> event.revision() + " " + event.key())
                    .containsExactlyElementsOf(history(cluster, before, events.size()));
            assertThat(events).extracting(Heard.Event::revision).isSorted();
            for (int i = 0; i < PROCESSES * ListeningWriter.THREADS; i++) {
                String thread = ListeningWriter.thread("p" + i / ListeningWriter.THREADS, i % ListeningWriter.THREADS);
                checkChanges(thread, events, unknown);
            }
        }
    }

    private static URI uri(TestCluster cluster) {
        String hosts = String.join(
                ",",
                cluster.endpoints().stream()
                        .map(url -> url.substring("http://".length()))
                        .toList());
        return URI.create("fairlead://" + hosts + "/jcache?deadline=60s");
    }

    private void startWriters(TestCluster cluster, Path folder) {
        for (int i = 0; i < PROCESSES; i++) {
            List<String> arguments = List.of(uri(cluster).toString(), CACHE, "p" + i, Integer.toString(ROUNDS));
            processes.add(JavaProcess.start("p" + i, ListeningWriter.class, folder, arguments));
        }
        processes.forEach(process -> process.await(ListeningWriter.READY));
        processes.forEach(process -> process.tell("go"));
    }

    /** One leader goes and comes back, and then another one goes. */
    private static void killLeaders(TestCluster cluster, Heard heard) throws InterruptedException {
        heard.await(CHANGES / 4);
        TestMember first = cluster.leader();
        cluster.faults().kill(first);
        heard.await(CHANGES / 2);
        cluster.faults().start(first);
        cluster.awaitReady();
        heard.await(CHANGES / 4 * 3);
        cluster.faults().kill(cluster.leader());
    }

    private static List<String> unknown(JavaProcess process) {
        List<String> unknown = new ArrayList<>();
        for (String line = process.line(); !line.equals(ListeningWriter.WRITTEN); line = process.line()) {
            unknown.add(line.substring(ListeningWriter.UNKNOWN.length()));
        }
        return unknown;
    }

    /** What the cluster itself says happened, read when all is over. */
    private static List<String> history(TestCluster cluster, long before, int count) {
        Codec<String> keys =
                Codecs.forKeys(String.class, TypeFilter.strict(), ThreeProcessesTest.class.getClassLoader());
        Bytes prefix = Bytes.utf8("jcache/").concat(CacheKeys.of(CACHE).entry(Bytes.empty()));
        List<String> history = new ArrayList<>();
        try (WatchIterator watch =
                cluster.client().watches().iterate(KeyRange.prefix(prefix), WatchOptions.after(before))) {
            while (history.size() < count) {
                WatchBatch batch = watch.take();
                for (WatchEvent event : batch.events()) {
                    Bytes key = event.key().slice(prefix.size(), event.key().size());
                    history.add(batch.revision() + " " + keys.decode(key));
                }
            }
        }
        return history;
    }

    /** Each change that was acknowledged was heard, none twice, and what was done at once was heard as a whole. */
    private static void checkChanges(String thread, List<Heard.Event> events, Set<String> unknown) {
        Map<String, Integer> heard = new HashMap<>();
        for (Heard.Event event : events) {
            if (event.key().startsWith(thread + "-")) {
                boolean removed = event.type() == EventType.REMOVED;
                heard.merge(removed ? "removed" : ListeningWriter.what(event.key(), event.value()), 1, Integer::sum);
            }
        }
        for (int round = 0; round < ROUNDS; round++) {
            String value = ListeningWriter.value(thread, round);
            check(value + ListeningWriter.TOGETHER, ListeningWriter.AT_ONCE, heard, unknown);
            check(value + ListeningWriter.SINGLE, 1, heard, unknown);
            check(value + ListeningWriter.BEFORE, 1, heard, unknown);
            check(value + ListeningWriter.REPLACED, 1, heard, unknown);
        }
        long doubtful =
                unknown.stream().filter(what -> what.startsWith(thread + ":")).count();
        assertThat((long) heard.getOrDefault("removed", 0)).isBetween(ROUNDS - doubtful, (long) ROUNDS);
    }

    private static void check(String what, int count, Map<String, Integer> heard, Set<String> unknown) {
        int times = heard.getOrDefault(what, 0);
        if (times != 0 || !unknown.contains(what)) {
            assertThat(times).as(what).isEqualTo(count);
        }
    }
}
