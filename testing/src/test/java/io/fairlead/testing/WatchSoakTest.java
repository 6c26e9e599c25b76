package io.fairlead.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyValue;
import io.fairlead.api.RefusedException;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.TxnBuilder;
import io.fairlead.api.kv.TxnResult;
import io.fairlead.client.FairleadClient;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A thousand watchers on three members, some of them slow, while leaders change, members die and are cut off, history is compacted
 * right behind the slowest watcher and clients go elsewhere: each sees every event of its keys once, in order, whole revisions.
 *
 * <p>A longer one: {@code -Dfairlead.soak.writes=20000 -Dfairlead.soak.seed=7}.
 */
class WatchSoakTest {
    private static final int WRITES = Integer.getInteger("fairlead.soak.writes", 200);
    private static final long SEED = Long.getLong("fairlead.soak.seed", 1);
    private static final int WATCHERS = 1_000;
    private static final int WATCHERS_PER_STREAM = 20;
    private static final Duration ATTEMPT = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SoakHistory history = new SoakHistory(WRITES, SEED);
    private final AtomicReference<@Nullable Throwable> problem = new AtomicReference<>();
    private final BlockingQueue<SoakStream> waiting = new LinkedBlockingQueue<>();
    private final List<SoakStream> streams = new ArrayList<>();
    private final TestCluster cluster = TestCluster.start(3);
    private final List<ManagedChannel> channels = cluster.endpoints().stream()
            .map(endpoint -> {
                URI url = URI.create(endpoint);
                return NettyChannelBuilder.forAddress(url.getHost(), url.getPort())
                        .usePlaintext()
                        .flowControlWindow(65_535)
                        .build();
            })
            .toList();

    @AfterEach
    void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        cluster.close();
    }

    @Test
    void watchers_throughFaultsCompactionsAndReconnects_seeEveryEventOnceInOrder() throws InterruptedException {
        List<SoakWatcher> watchers = watchers();
        for (int i = 0; i < WATCHERS; i += WATCHERS_PER_STREAM) {
            int number = i / WATCHERS_PER_STREAM;
            streams.add(new SoakStream(
                    watchers.subList(i, i + WATCHERS_PER_STREAM), isSlow(number), number, waiting::add, problem));
        }
        waiting.addAll(streams);
        for (int n = 1; n <= WRITES; n++) {
            disturb(n);
            reopen();
            write(n);
            failOnProblem();
        }
        cluster.faults().repairAll();
        cluster.awaitReady();
        finish();
        assertThat(watchers).allMatch(SoakWatcher::isDone);
        assertThat(watchers.stream().mapToLong(SoakWatcher::toldEvents).sum()).isGreaterThan(20L * WRITES);
    }

    /** Slow readers of everything; quick ones of groups and single keys, some of puts or deletes alone. */
    private List<SoakWatcher> watchers() {
        List<SoakWatcher> watchers = new ArrayList<>();
        for (int i = 0; i < WATCHERS; i++) {
            int stream = i / WATCHERS_PER_STREAM;
            int group = i % SoakHistory.groups();
            String prefix = SoakHistory.group(group);
            String key = SoakHistory.key(group, i / 10 % SoakHistory.keysPerGroup());
            boolean previous = i % 3 == 0;
            if (isSlow(stream) || i % WATCHERS_PER_STREAM == 0) {
                watchers.add(new SoakWatcher(i, history, "a", "z", true, true, previous));
            } else if (i % 10 < 4) {
                watchers.add(new SoakWatcher(i, history, prefix, prefix.replace('/', '0'), i % 7 != 0, true, previous));
            } else {
                watchers.add(new SoakWatcher(i, history, key, null, true, i % 11 != 0, previous));
            }
        }
        return watchers;
    }

    /** Slow streams take so little that their outlets on the members fill up, and their watchers have to wait. */
    private static boolean isSlow(int stream) {
        return stream % 10 == 0;
    }

    /** What happens around the n-th write. */
    private void disturb(int n) {
        if (n % 8 == 0) {
            streams.forEach(stream -> stream.grant(WATCHERS_PER_STREAM));
        }
        if (n % 20 == 0) {
            streams.get(n / 20 * 7 % streams.size()).drop();
            streams.get(n / 20 * 13 % streams.size()).drop();
        }
        if (n % 50 == 0) {
            streams.forEach(SoakStream::askProgress);
        }
        if (n % 30 == 0) {
            compact();
        }
        switch (n % 200) {
            case 40 -> cluster.faults().stop(cluster.leader());
            case 70, 130, 190 -> cluster.faults().repairAll();
            case 100 -> cluster.faults().kill(cluster.leader());
            case 160 -> cluster.faults().isolate(cluster.leader());
            default -> {}
        }
    }

    /** Compacts exactly to where the slowest watcher is. */
    private void compact() {
        long slowest = streams.stream()
                .flatMap(stream -> stream.watchers().stream())
                .mapToLong(SoakWatcher::position)
                .min()
                .orElseThrow();
        try {
            client().kv().compact(slowest);
        } catch (RefusedException e) {
            assertThat(e.condition()).isIn(EtcdError.COMPACTED, EtcdError.FUTURE_REVISION);
        } catch (FairleadException e) {
            // The leader went away under it. Another compaction follows.
            assertThat(e).isNotNull();
        }
    }

    private FairleadClient client() {
        return cluster.client().withDeadline(ATTEMPT);
    }

    /** Makes the n-th write happen once, whatever happens to the attempts. */
    private void write(int n) {
        String counter = SoakHistory.COUNTER;
        while (true) {
            TxnBuilder<TxnResult> txn = client().kv()
                    .txn()
                    .when(
                            n == 1
                                    ? Cmp.version(counter).is(0)
                                    : Cmp.value(counter).is(Bytes.utf8(String.valueOf(n - 1))))
                    .then(history.write(n).toArray(new Op[0]));
            try {
                TxnResult result = txn.commit();
                if (result.succeeded()) {
                    assertThat(result.header().revision()).isEqualTo(n + 1L);
                }
                assertThat(client().kv().get(counter).map(KeyValue::modRevision))
                        .contains(n + 1L);
                return;
            } catch (FairleadException e) {
                failOnProblem();
            }
        }
    }

    /** Opens the streams that have ended on another member that runs. */
    private void reopen() {
        List<SoakStream> ended = new ArrayList<>();
        waiting.drainTo(ended);
        ended.forEach(this::reopen);
    }

    private void reopen(SoakStream stream) {
        int home = stream.nextHome() % channels.size();
        while (!cluster.member(home).isRunning()) {
            home = stream.nextHome() % channels.size();
        }
        channels.get(home).resetConnectBackoff();
        stream.open(channels.get(home));
    }

    /** Lets everybody read to the end. */
    private void finish() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        streams.forEach(SoakStream::release);
        for (SoakStream stream : streams) {
            while (!stream.isDone()) {
                failOnProblem();
                SoakStream ended = waiting.poll(5, TimeUnit.MILLISECONDS);
                if (ended != null) {
                    reopen(ended);
                    ended.release();
                }
                if (System.nanoTime() - end > 0) {
                    throw new AssertionError("still waiting: "
                            + stream.watchers().stream()
                                    .filter(watcher -> !watcher.isDone())
                                    .toList());
                }
            }
        }
        failOnProblem();
    }

    private void failOnProblem() {
        Throwable broken = problem.get();
        if (broken != null) {
            throw new AssertionError("seed " + SEED + ": " + broken.getMessage(), broken);
        }
    }
}
