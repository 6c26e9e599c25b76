package io.fairlead.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.KeyRange;
import io.fairlead.api.kv.Op;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchEvent;
import io.fairlead.api.watch.WatchHandle;
import io.fairlead.api.watch.WatchOptions;
import io.fairlead.client.FairleadClient;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Ten thousand disconnects under load, of streams and of whole connections: what the watches of several clients deliver is
 * exactly what plain reads of the past say has happened, each revision once, whole, in order.
 *
 * <p>Another number: {@code -Dfairlead.watch.disconnects=100000 -Dfairlead.watch.seed=7}.
 */
@Timeout(300)
class WatchDisconnectsTest {
    private static final int DISCONNECTS = Integer.getInteger("fairlead.watch.disconnects", 10_000);
    private static final long SEED = Long.getLong("fairlead.watch.seed", 1);
    private static final int CLIENTS = 12;
    private static final int CUTS_PER_WRITE = 10;

    /** One client in so many goes over connections that are cut; the others over streams that are. */
    private static final int CLIENTS_PER_CONNECTED = 12;

    private static final int BYTES_UNTIL_CUT_MAX = 2_500;
    private static final int RESPONSES_UNTIL_CUT_MAX = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SplittableRandom cutRandom = new SplittableRandom(SEED);
    private final SplittableRandom random = new SplittableRandom(SEED + 1);
    private final AtomicInteger cuts = new AtomicInteger();

    /** One for each cut, and taken for each write, so that both go on together. */
    private final Semaphore writesDue = new Semaphore(0);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final TestCluster cluster = TestCluster.start(3);
    private final List<CuttingProxy> proxies = cluster.endpoints().stream()
            .map(URI::create)
            .map(url -> new CuttingProxy(
                    new InetSocketAddress(url.getHost(), url.getPort()), threads, this::bytesUntilCut, this::cut))
            .toList();
    private final List<ManagedChannel> channels = cluster.endpoints().stream()
            .map(URI::create)
            .map(url -> NettyChannelBuilder.forAddress(url.getHost(), url.getPort())
                    .usePlaintext()
                    .build())
            .toList();
    private final List<CuttingRelay> relays = channels.stream()
            .map(channel -> new CuttingRelay(channel, this::responsesUntilCut, this::cut))
            .toList();
    private final List<FairleadClient> clients = new ArrayList<>();
    private final List<Watched> watches = new ArrayList<>();

    /** A watch and everything it delivered. */
    private static final class Watched {
        private final KeyRange range;
        private final WatchHandle handle;
        private final List<WatchBatch> delivered = new ArrayList<>();

        Watched(FairleadClient client, KeyRange range, int buffer) {
            this.range = range;
            this.handle = client.watches()
                    .watch(range, WatchOptions.fromNow().withPrevKv().buffer(buffer), delivered::add);
        }
    }

    @AfterEach
    void close() {
        clients.forEach(FairleadClient::close);
        proxies.forEach(CuttingProxy::close);
        relays.forEach(CuttingRelay::close);
        channels.forEach(ManagedChannel::shutdownNow);
        threads.shutdown();
        cluster.close();
    }

    private synchronized int bytesUntilCut() {
        return cuts.get() < DISCONNECTS ? cutRandom.nextInt(BYTES_UNTIL_CUT_MAX) : CuttingProxy.NEVER;
    }

    private synchronized int responsesUntilCut() {
        return cuts.get() < DISCONNECTS ? cutRandom.nextInt(RESPONSES_UNTIL_CUT_MAX) : CuttingRelay.NEVER;
    }

    private void cut() {
        cuts.incrementAndGet();
        writesDue.release();
    }

    @Test
    void watches_throughThousandsOfCutConnections_deliverHistoryExactlyOnceInOrder() throws InterruptedException {
        for (int i = 0; i < CLIENTS; i++) {
            FairleadClient client = FairleadClient.builder()
                    .endpoints(
                            i % CLIENTS_PER_CONNECTED == 0
                                    ? proxies.stream()
                                            .map(CuttingProxy::endpoint)
                                            .toList()
                                    : relays.stream()
                                            .map(CuttingRelay::endpoint)
                                            .toList())
                    .deadline(PATIENCE)
                    .build();
            clients.add(client);
            watches.add(new Watched(client, KeyRange.prefix("k/"), 1_000));
            watches.add(new Watched(client, KeyRange.prefix("k/" + i % 4), 64));
            watches.add(new Watched(client, KeyRange.single("k/" + i), 8));
        }
        long first = cluster.client().kv().put("k/0", "0").revision();
        long last = first;
        while (cuts.get() < DISCONNECTS) {
            // A cut needs something on its way: without cuts there is a write every now and then all the same.
            boolean ignored = writesDue.tryAcquire(CUTS_PER_WRITE, 5, TimeUnit.MILLISECONDS);
            last = write();
        }
        for (Watched watched : watches) {
            watched.handle.awaitRevision(last, PATIENCE);
        }

        PlainHistory history = PlainHistory.read(cluster.client().kv(), KeyRange.prefix("k/"), 2, last);
        for (Watched watched : watches) {
            compare(watched, history.seenBy(watched.range, watched.handle.startRevision()));
        }
        assertThat(cuts).hasValueGreaterThanOrEqualTo(DISCONNECTS);
        assertThat(history.revisions()).hasSizeGreaterThan(DISCONNECTS / 40);
    }

    private long write() {
        Set<String> keys = new HashSet<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            keys.add("k/" + random.nextInt(CLIENTS));
        }
        Op[] ops = keys.stream()
                .map(key -> random.nextInt(5) == 0 ? Op.delete(key) : Op.put(key, "value " + random.nextInt()))
                .toArray(Op[]::new);
        return cluster.client().kv().txn().then(ops).commit().revision();
    }

    private static void compare(Watched watched, Map<Long, Set<WatchEvent>> expected) {
        String name = "watch of " + watched.range + " from " + watched.handle.startRevision() + ", seed " + SEED;
        List<Long> revisions =
                watched.delivered.stream().map(WatchBatch::revision).toList();
        assertThat(revisions)
                .as(name)
                .containsExactlyElementsOf(expected.keySet().stream().sorted().toList());
        for (WatchBatch batch : watched.delivered) {
            assertThat(batch.events())
                    .as("%s: revision %s", name, batch.revision())
                    .containsExactlyInAnyOrderElementsOf(expected.getOrDefault(batch.revision(), Set.of()));
        }
    }
}
