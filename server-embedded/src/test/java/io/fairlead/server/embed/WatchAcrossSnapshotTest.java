package io.fairlead.server.embed;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.pb.etcdserverpb.WatchRequest;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.api.pb.mvccpb.Event;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Watchers on a member that falls behind and is given a whole state. */
class WatchAcrossSnapshotTest {
    private static final Duration READY = Duration.ofSeconds(60);
    private static final int WRITES = 150;
    private static final Logger SERVER_LOG = Logger.getLogger("io.fairlead.server");

    @TempDir
    Path dir;

    private List<FairleadServer> servers = List.of();
    private final CompletableFuture<String> restored = new CompletableFuture<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            String text = String.valueOf(entry.getMessage());
            if (text.contains("took over the state")) {
                restored.complete(text);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void start() throws Exception {
        SERVER_LOG.addHandler(handler);
        List<ServerConfig> configs = new ArrayList<>();
        for (String name : List.of("m1", "m2", "m3")) {
            configs.add(ServerConfig.builder()
                    .name(name)
                    .dataDir(dir.resolve(name))
                    .listenPeerUrls("http://127.0.0.1:0")
                    .listenClientUrls("http://127.0.0.1:0")
                    .heartbeatInterval(Duration.ofMillis(50))
                    .electionTimeout(Duration.ofMillis(500))
                    .snapshotCount(20)
                    .snapshotCatchupEntries(10)
                    .walSegmentSize(16 * 1024)
                    .unsafeNoFsync(true)
                    .build());
        }
        servers = FairleadServer.startAll(configs);
        for (FairleadServer server : servers) {
            server.awaitReady(READY);
        }
    }

    @AfterEach
    void stop() {
        SERVER_LOG.removeHandler(handler);
        servers.forEach(FairleadServer::kill);
    }

    /** What a stream was told. */
    private static final class Told implements StreamObserver<WatchResponse> {
        private final BlockingQueue<WatchResponse> responses = new LinkedBlockingQueue<>();

        @Override
        public void onNext(WatchResponse response) {
            responses.add(response);
        }

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {}

        WatchResponse next() throws InterruptedException {
            WatchResponse response = responses.poll(READY.toSeconds(), TimeUnit.SECONDS);
            if (response == null) {
                throw new AssertionError("nothing came");
            }
            return response;
        }

        /** The revisions told up to {@code last}. */
        List<Long> revisionsUpTo(long last) throws InterruptedException {
            List<Long> revisions = new ArrayList<>();
            while (revisions.isEmpty() || revisions.get(revisions.size() - 1) < last) {
                for (Event event : next().getEventsList()) {
                    revisions.add(event.getKv().getModRevision());
                }
            }
            return revisions;
        }
    }

    private static Told watch(TestClient client, long from) throws InterruptedException {
        Told told = new Told();
        client.watchStreams()
                .watch(told)
                .onNext(WatchRequest.newBuilder()
                        .setCreateRequest(WatchCreateRequest.newBuilder()
                                .setKey(ByteString.copyFromUtf8("k"))
                                .setRangeEnd(ByteString.copyFromUtf8("l"))
                                .setStartRevision(from))
                        .build());
        assertThat(told.next().getCreated()).isTrue();
        return told;
    }

    private FairleadServer follower() {
        return servers.stream().filter(server -> !server.isLeader()).findFirst().orElseThrow();
    }

    private static List<Long> revisions(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    @Test
    void watchers_stateIsReplaced_missNothing() throws Exception {
        FairleadServer behind = follower();
        FairleadServer other =
                servers.stream().filter(server -> server != behind).findFirst().orElseThrow();
        try (TestClient on = new TestClient(behind);
                TestClient writer = new TestClient(other)) {
            long first = writer.put("k0", "v");
            Told now = watch(on, first);
            Told future = watch(on, first + 100);
            behind.isolateFromPeers();
            for (int i = 1; i < WRITES; i++) {
                writer.put("k" + i % 7, "v" + i);
            }
            behind.rejoinPeers();
            assertThat(now.revisionsUpTo(first + WRITES - 1)).isEqualTo(revisions(first, first + WRITES - 1));
            assertThat(future.revisionsUpTo(first + WRITES - 1)).isEqualTo(revisions(first + 100, first + WRITES - 1));
            restored.get(READY.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void watchers_stateIsReplacedByOneThatIsCompacted_endWhereHistoryDoes() throws Exception {
        FairleadServer behind = follower();
        FairleadServer other =
                servers.stream().filter(server -> server != behind).findFirst().orElseThrow();
        try (TestClient on = new TestClient(behind);
                TestClient writer = new TestClient(other)) {
            long first = writer.put("k0", "v");
            Told now = watch(on, first);
            assertThat(now.revisionsUpTo(first)).containsExactly(first);
            Told future = watch(on, first + 100);
            behind.isolateFromPeers();
            for (int i = 1; i < WRITES - 40; i++) {
                writer.put("k" + i % 7, "v" + i);
            }
            writer.kv()
                    .compact(CompactionRequest.newBuilder()
                            .setRevision(first + 90)
                            .build());
            for (int i = WRITES - 40; i < WRITES; i++) {
                writer.put("k" + i % 7, "v" + i);
            }
            behind.rejoinPeers();
            WatchResponse end = now.next();
            assertThat(end.getCanceled()).isTrue();
            assertThat(end.getCompactRevision()).isEqualTo(first + 90);
            assertThat(future.revisionsUpTo(first + WRITES - 1)).isEqualTo(revisions(first + 100, first + WRITES - 1));
            restored.get(READY.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
