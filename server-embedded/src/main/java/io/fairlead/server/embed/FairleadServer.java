package io.fairlead.server.embed;

import io.fairlead.server.exec.Clock;
import io.fairlead.server.exec.thread.SystemClock;
import io.fairlead.server.failpoint.Failpoints;
import io.fairlead.server.http.Versions;
import io.fairlead.server.membership.MemberIds;
import io.fairlead.server.node.MemberRuntime;
import io.fairlead.server.port.EventLoops;
import io.fairlead.server.port.ListenUrl;
import io.fairlead.server.rpc.ClientPort;
import io.fairlead.server.rpc.ClientPortConfig;
import io.fairlead.server.rpc.StreamOptions;
import io.fairlead.server.storage.disk.Disk;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * One member of a cluster, in this JVM.
 *
 * <pre>{@code
 * try (FairleadServer server = FairleadServer.start(ServerConfig.builder().dataDir(Path.of("data")).build())) {
 *     server.awaitReady(Duration.ofSeconds(10));
 *     System.out.println("clients connect to " + server.clientUrls());
 * }
 * }</pre>
 *
 * <p>{@link #start} returns when the member's ports are open and its loops run; {@link #ready()} completes when the cluster has
 * a leader and knows the member. A member that can't go on stops by itself and says why through {@link #ended()}. Safe from any
 * thread.
 */
public final class FairleadServer implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger("io.fairlead.server");

    /** How long a leader that stops may take to hand over. */
    private static final Duration HAND_OVER_TIMEOUT = Duration.ofMillis(1500);

    private final StartedMember member;
    private final ClientPort clientPort;
    private final Monitoring monitoring;
    private final List<String> clientUrls;
    private final AtomicBoolean stopping = new AtomicBoolean();

    /** Completed when everything is closed. */
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private final CompletableFuture<String> ended = new CompletableFuture<>();

    private FairleadServer(
            StartedMember member, ClientPort clientPort, Monitoring monitoring, List<String> clientUrls) {
        this.member = member;
        this.clientPort = clientPort;
        this.monitoring = monitoring;
        this.clientUrls = clientUrls;
    }

    /**
     * Starts a member.
     *
     * @throws IOException if a port can't be opened, the data directory can't be used or is in use, its files are damaged, or
     *     the cluster to join does not answer; the message says which. Nothing is left running then
     */
    public static FairleadServer start(ServerConfig config) throws IOException {
        return startAll(List.of(config)).get(0);
    }

    /**
     * Starts several members in this JVM, which share their network threads. Members whose config names no initial cluster form
     * one of all that are started here, so that a cluster can be made on ports the system chooses.
     *
     * @throws IOException as {@link #start}; none is left running then
     */
    public static List<FairleadServer> startAll(List<ServerConfig> configs) throws IOException {
        return startAll(configs, EventLoops.forThisMachine(), MemberStart::diskFor);
    }

    /** Starts another member beside this one, of the same cluster or of another, which shares the network threads. */
    public FairleadServer startBeside(ServerConfig config) throws IOException {
        return startAll(List.of(config), member.eventLoops(), MemberStart::diskFor)
                .get(0);
    }

    /** As {@link #startAll(List)}, on disks of the caller's making: tests let them fail. */
    static List<FairleadServer> startAll(
            List<ServerConfig> configs, EventLoops eventLoops, Function<ServerConfig, Disk> disks) throws IOException {
        return startAll(configs, eventLoops, disks, ProcessFailpoints.get());
    }

    /** As {@link #startAll(List)}, on disks of the caller's making and with failpoints that he arms. */
    static List<FairleadServer> startAll(
            List<ServerConfig> configs,
            EventLoops eventLoops,
            Function<ServerConfig, Disk> disks,
            Failpoints failpoints)
            throws IOException {
        List<MemberStart> waiting = new ArrayList<>();
        List<FairleadServer> servers = new ArrayList<>();
        try {
            for (ServerConfig config : configs) {
                waiting.add(MemberStart.open(config, eventLoops, disks.apply(config), failpoints, LOGGER));
            }
            Map<String, List<String>> together = new LinkedHashMap<>();
            waiting.forEach(start -> together.put(start.name(), start.peerUrls()));
            while (!waiting.isEmpty()) {
                servers.add(serve(waiting.get(0).run(together, LOGGER)));
                waiting.remove(0);
            }
            return List.copyOf(servers);
        } catch (IOException | RuntimeException e) {
            servers.forEach(FairleadServer::kill);
            waiting.forEach(MemberStart::abandon);
            throw e;
        }
    }

    private static FairleadServer serve(StartedMember member) throws IOException {
        ServerConfig config = member.config();
        Clock clock = new SystemClock();
        Versions versions = Versions.ofThisBuild();
        Monitoring monitoring = new Monitoring(member, clock, versions);
        ClientPort port;
        try {
            monitoring.openPort();
            port = ClientPort.open(
                    clientPortConfig(config, member.tls()),
                    member.runtime().node(),
                    member.eventLoops(),
                    clock,
                    versions,
                    monitoring.meters(),
                    List.of(monitoring.page()));
        } catch (IOException | RuntimeException e) {
            monitoring.close();
            member.runtime().stop();
            throw e;
        }
        List<String> urls = config.advertiseClientUrls().equals(config.listenClientUrls())
                ? port.urls().stream().map(ListenUrl::toString).toList()
                : config.advertiseClientUrls().stream().map(URI::toString).toList();
        FairleadServer server = new FairleadServer(member, port, monitoring, urls);
        server.watchOver();
        Exposure.warning(
                        port.urls(),
                        member.peerListen(),
                        member.runtime().node().auth().enabled())
                .ifPresent(warning -> LOGGER.log(Level.WARNING, warning));
        member.runtime().publish(urls);
        return server;
    }

    private static ClientPortConfig clientPortConfig(ServerConfig config, MemberTls tls) {
        ClientPortConfig defaults = ClientPortConfig.defaults(MemberStart.listenUrls(config.listenClientUrls()));
        return new ClientPortConfig(
                defaults.listen(),
                tls.client(),
                config.inProcessName(),
                config.requestBytesMax(),
                config.txnOpsMax(),
                config.quotaBackendBytes() == 0 ? defaults.quotaBytes() : config.quotaBackendBytes(),
                (int) Math.min(config.concurrentStreamsMax(), Integer.MAX_VALUE),
                defaults.keepAliveMinTime(),
                defaults.keepAliveInterval(),
                defaults.keepAliveTimeout(),
                defaults.firstRequestTimeout(),
                config.http().options(),
                new StreamOptions(config.watchProgressNotifyInterval(), config.electionTimeout()),
                defaults.stopTimeout());
    }

    private void watchOver() {
        MemberRuntime runtime = member.runtime();
        var unusedReady = runtime.published().thenRun(() -> LOGGER.log(Level.INFO, "ready to serve client requests"));
        var unusedEnd = runtime.ended().thenAccept(why -> {
            ended.complete(why);
            // Not on the member's own thread, which the stop waits for.
            Thread stop = new Thread(this::kill, name() + "-stop");
            stop.setDaemon(true);
            stop.start();
        });
    }

    /** Completes when the cluster has a leader and knows this member, as etcd's "ready to serve client requests". */
    public CompletableFuture<Void> ready() {
        return member.runtime().published().copy();
    }

    /**
     * Waits for {@link #ready()}.
     *
     * @throws TimeoutException if it takes longer than {@code timeout}; the member goes on trying
     * @throws IllegalStateException if the member ended instead
     */
    public void awaitReady(Duration timeout) throws InterruptedException, TimeoutException {
        CompletableFuture<Object> either = CompletableFuture.anyOf(ready(), ended.copy());
        try {
            either.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("member " + name() + " failed: " + e.getCause(), e);
        }
        if (ended.isDone() && !ready().isDone()) {
            throw new IllegalStateException("member " + name() + " ended: " + ended.join());
        }
    }

    /** Completes, with the reason, when this member stops by itself: its disk failed, or it was removed from the cluster. */
    public CompletableFuture<String> ended() {
        return ended.copy();
    }

    public String name() {
        return member.config().name();
    }

    public long memberId() {
        return member.identity().memberId();
    }

    public long clusterId() {
        return member.identity().clusterId();
    }

    /** Where clients reach this member. */
    public List<String> clientUrls() {
        return clientUrls;
    }

    /** Where metrics and health alone are served, beside the client URLs; none unless the config asks for such a port. */
    public List<String> metricsUrls() {
        return monitoring.urls();
    }

    /** Where peers reach this member. */
    public List<String> peerUrls() {
        return member.peerUrls();
    }

    /** Does this member lead the cluster, as far as it knows? */
    public boolean isLeader() {
        return member.runtime().node().glance().leads();
    }

    /**
     * Cuts this member off from its peers, for drills and tests: no message goes out or comes in, as if the network were gone.
     * Clients still reach it. Lasts until {@link #rejoinPeers()}.
     */
    public void isolateFromPeers() {
        member.transport().sever();
    }

    /** Ends what {@link #isolateFromPeers()} began. */
    public void rejoinPeers() {
        member.transport().mend();
    }

    /** Stops the member: a leader hands over first, calls under way get a moment to end. Blocks until all is closed. */
    @Override
    public void close() {
        if (stopping.compareAndSet(false, true)) {
            try {
                member.runtime().handOver().get(HAND_OVER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                LOGGER.log(Level.WARNING, "member {0} stops without having handed over leadership", name());
            }
            closeAll();
        }
        closed.join();
    }

    /** Stops the member without handing over, as a crash of the process would, but with its files and ports closed. */
    public void kill() {
        if (stopping.compareAndSet(false, true)) {
            closeAll();
        }
        closed.join();
    }

    private void closeAll() {
        try {
            monitoring.close();
            clientPort.close();
            member.runtime().stop();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "member " + name() + " did not close its files", e);
        } finally {
            member.resources().close();
            closed.complete(null);
        }
    }

    @Override
    public String toString() {
        return "FairleadServer[" + name() + ", member " + MemberIds.toText(memberId()) + ", clients " + clientUrls
                + "]";
    }
}
