package io.fairlead.benchmarks.stage;

import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.server.embed.FairleadServer;
import io.fairlead.server.embed.ServerConfig;
import io.fairlead.testing.FreePorts;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The whole path over loopback: members in this JVM, set as in production, and a client that keeps so many calls under way. Servers and
 * client share the JVM and its processors, so this is to be compared with itself, after a change. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class WholePath {
    private static final int KEYS = 1_024;

    /** How many members there are. */
    @Param({"1", "3", "5"})
    public int members;

    /** How many calls are under way. */
    @Param({"1", "16", "128", "1000"})
    public int outstanding;

    private final List<FairleadServer> servers = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // JMH sets up before it measures
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private ManagedChannel channel;

    @SuppressWarnings("NullAway.Init")
    private Semaphore room;

    private volatile String failure = "";
    private long number;

    /** Starts the members. */
    @Setup
    public void open() throws IOException, InterruptedException, TimeoutException {
        folder = Puts.folder();
        room = new Semaphore(outstanding);
        servers.addAll(FairleadServer.startAll(configs()));
        for (FairleadServer server : servers) {
            server.awaitReady(Duration.ofSeconds(30));
        }
        channel = ManagedChannelBuilder.forTarget(
                        servers.get(0).clientUrls().get(0).substring("http://".length()))
                .usePlaintext()
                .directExecutor()
                .build();
        for (int i = 0; i < KEYS; i++) {
            put();
        }
        settle();
    }

    private List<ServerConfig> configs() {
        List<Integer> ports = FreePorts.onLoopback(members);
        List<String> cluster = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            cluster.add("m" + i + "=http://127.0.0.1:" + ports.get(i));
        }
        List<ServerConfig> configs = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            configs.add(ServerConfig.builder()
                    .name("m" + i)
                    .dataDir(folder.resolve("m" + i))
                    .listenClientUrls("http://127.0.0.1:0")
                    .listenPeerUrls("http://127.0.0.1:" + ports.get(i))
                    .initialCluster(String.join(",", cluster))
                    .build());
        }
        return configs;
    }

    /** Ends them. */
    @TearDown
    public void close() throws IOException {
        channel.shutdownNow();
        servers.forEach(FairleadServer::close);
        servers.clear();
        Puts.delete(folder);
    }

    /** A put, answered by a quorum's disks. */
    @Benchmark
    public void put() throws InterruptedException {
        room.acquire();
        KVGrpc.newStub(channel).put(Puts.request(number++ % KEYS), new Answered<PutResponse>());
        checkFailure();
    }

    /** A linearizable read. */
    @Benchmark
    public void range() throws InterruptedException {
        range(false);
    }

    /** A read of what the member has. */
    @Benchmark
    public void serializableRange() throws InterruptedException {
        range(true);
    }

    private void range(boolean serializable) throws InterruptedException {
        room.acquire();
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(Puts.request(number++ % KEYS).getKey())
                .setSerializable(serializable)
                .build();
        KVGrpc.newStub(channel).range(request, new Answered<RangeResponse>());
        checkFailure();
    }

    /** What is under way at the end of an iteration belongs to it. */
    @TearDown(Level.Iteration)
    public void settle() throws InterruptedException {
        room.acquire(outstanding);
        room.release(outstanding);
        checkFailure();
    }

    private void checkFailure() {
        if (!failure.isEmpty()) {
            throw new IllegalStateException(failure);
        }
    }

    private final class Answered<R> implements StreamObserver<R> {
        @Override
        public void onNext(R answer) {}

        @Override
        public void onError(Throwable problem) {
            failure = "a call failed: " + problem;
            room.release();
        }

        @Override
        public void onCompleted() {
            room.release();
        }
    }
}
