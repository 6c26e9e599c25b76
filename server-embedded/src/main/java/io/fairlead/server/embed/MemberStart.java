package io.fairlead.server.embed;

import io.fairlead.server.check.Scrutiny;
import io.fairlead.server.exec.Clock;
import io.fairlead.server.exec.LoopHost;
import io.fairlead.server.exec.thread.SystemClock;
import io.fairlead.server.exec.thread.ThreadLoopHost;
import io.fairlead.server.failpoint.Failpoints;
import io.fairlead.server.metrics.DiskMeters;
import io.fairlead.server.node.MemberRuntime;
import io.fairlead.server.node.NodeConfig;
import io.fairlead.server.node.NodeEnvironment;
import io.fairlead.server.node.NodeLimits;
import io.fairlead.server.node.NodeLog;
import io.fairlead.server.node.NodePaths;
import io.fairlead.server.node.StartCheck;
import io.fairlead.server.port.EventLoops;
import io.fairlead.server.port.ListenUrl;
import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.storage.disk.MeteredDisk;
import io.fairlead.server.storage.disk.SystemDisk;
import io.fairlead.server.storage.disk.UnforcedDisk;
import io.fairlead.server.storage.wal.Wal;
import io.fairlead.server.storage.wal.WalOptions;
import io.fairlead.server.transport.grpc.GrpcPeerTransport;
import io.fairlead.server.transport.grpc.PeerDialer;
import io.fairlead.server.transport.grpc.PeerIdentity;
import io.fairlead.server.transport.grpc.PeerLimits;
import io.fairlead.server.transport.grpc.PeerPort;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A member on its way to run: its data directory is locked and its peer port is open, so its peer URLs are known and no
 * other member can take them.
 */
final class MemberStart {
    /** The level of features that members of this release share; etcd 3.5 and later can take their files. */
    private static final String CLUSTER_VERSION = "3.5.0";

    /** etcd's time for a request to get through the log, to which two election timeouts are added. */
    private static final long REQUEST_NANOS = 5_000_000_000L;

    /** etcd's wait before an unanswered read index is asked again. */
    private static final long READ_RETRY_NANOS = 500_000_000L;

    private final ServerConfig config;
    private final EventLoops eventLoops;
    private final Disk disk;
    private final Failpoints failpoints;
    private final DataDir dataDir;
    private final MemberTls tls;
    private final PeerDialer dialer;
    private final PeerPort peerPort;
    private final Resources resources;

    private MemberStart(
            ServerConfig config,
            EventLoops eventLoops,
            Disk disk,
            Failpoints failpoints,
            DataDir dataDir,
            MemberTls tls,
            PeerPort peerPort,
            Resources resources) {
        this.config = config;
        this.eventLoops = eventLoops;
        this.disk = disk;
        this.failpoints = failpoints;
        this.dataDir = dataDir;
        this.tls = tls;
        this.dialer = new PeerDialer(PeerLimits.defaults(), tls.peer().outgoing());
        this.peerPort = peerPort;
        this.resources = resources;
    }

    /** The machine's disk, for a member that asks for nothing else. */
    static Disk diskFor(ServerConfig config) {
        return config.unsafeNoFsync() ? new UnforcedDisk(new SystemDisk()) : new SystemDisk();
    }

    static MemberStart open(
            ServerConfig config, EventLoops eventLoops, Disk disk, Failpoints failpoints, System.Logger logger)
            throws IOException {
        Resources resources = new Resources(logger);
        try {
            Path root = config.dataDir().isPresent()
                    ? config.dataDir().get()
                    : resources.add(TemporaryDir.create(disk)).path();
            DataDir dataDir = new DataDir(root, config.walDir());
            resources.add(dataDir.lock(disk));
            List<ListenUrl> listen = listenUrls(config.listenPeerUrls());
            MemberTls tls = MemberTls.open(config, disk, root, new SystemClock(), logger);
            PeerPort peerPort = resources.add(PeerPort.open(
                    listen, eventLoops, PeerLimits.defaults(), tls.peer().incoming()));
            return new MemberStart(config, eventLoops, disk, failpoints, dataDir, tls, peerPort, resources);
        } catch (IOException | RuntimeException e) {
            resources.close();
            throw e;
        }
    }

    String name() {
        return config.name();
    }

    /** Where peers reach this member: what was asked for, an ephemeral port replaced by the real one. */
    List<String> peerUrls() {
        return config.advertisePeerUrls().equals(config.listenPeerUrls())
                ? peerPort.urls().stream().map(ListenUrl::toString).toList()
                : strings(config.advertisePeerUrls());
    }

    /**
     * Finds out who the member is, recovers its state and starts its loops.
     *
     * @param cluster of a member whose config names none: name to peer URLs of all members started together
     */
    StartedMember run(Map<String, List<String>> cluster, System.Logger logger) throws IOException {
        EventLoops.Hold loops = resources.add(eventLoops.hold());
        Identity identity = identity(cluster, loops);
        NodeLog log = new NodeLog(
                logger,
                identity.memberId(),
                config.monitoring().warningApplyDuration().toNanos());
        LoopHost host = new ThreadLoopHost(config.name());
        LateAnswers answers = new LateAnswers();
        PeerIdentity self = new PeerIdentity(identity.clusterId(), identity.memberId(), peerUrls());
        GrpcPeerTransport peers = new GrpcPeerTransport(self, peerPort, dialer, host.clock(), answers);
        SeverableTransport transport = new SeverableTransport(peers, identity.memberId());
        NodeAssembly assembly = new NodeAssembly(
                nodeConfig(identity), dataDir.paths(), walOptions(), identity.founders(), identity.peers(), log);
        StartCheck check =
                config.corruption().atStart() ? new InitialCheck(self, loops, dialer, logger) : StartCheck.NONE;
        DiskMeters diskMeters = new DiskMeters();
        NodeEnvironment environment = new NodeEnvironment(
                host,
                new SplittableRandom(),
                metered(diskMeters, host.clock()),
                transport,
                ProofSetup.of(config.auth(), host.clock(), disk),
                failpoints);
        MemberRuntime runtime = assembly.start(environment, check);
        answers.bind(runtime.peerAnswers());
        return new StartedMember(
                config,
                identity,
                eventLoops,
                runtime,
                transport,
                peers.meters(),
                diskMeters,
                tls,
                peerPort.urls(),
                peerUrls(),
                resources);
    }

    private Disk metered(DiskMeters meters, Clock clock) {
        NodePaths paths = dataDir.paths();
        return new MeteredDisk(
                disk,
                clock::nanos,
                Map.of(paths.wal(), meters.log(), paths.state(), meters.state(), paths.snap(), meters.snapshots()));
    }

    void abandon() {
        resources.close();
    }

    private Identity identity(Map<String, List<String>> together, EventLoops.Hold loops) throws IOException {
        if (Wal.exists(disk, dataDir.paths().wal())) {
            return Identity.recorded(Wal.metadata(disk, dataDir.paths().wal()));
        }
        if (config.initialClusterState() == ServerConfig.ClusterState.EXISTING) {
            return Identity.joining(peerUrls(), config.initialCluster(), config.name(), loops, dialer);
        }
        Identity founder = Identity.founding(config.name(), config.initialClusterToken(), foundingCluster(together));
        founder.requireNew(loops, dialer);
        return founder;
    }

    /** The config's cluster if it names one, with this member's real peer URLs. */
    private Map<String, List<String>> foundingCluster(Map<String, List<String>> together) {
        if (config.initialCluster().isEmpty()) {
            return together;
        }
        Map<String, List<String>> named = new LinkedHashMap<>();
        config.initialCluster().forEach((member, urls) -> named.put(member, strings(urls)));
        named.put(config.name(), peerUrls());
        return named;
    }

    private NodeConfig nodeConfig(Identity identity) {
        long tickNanos = config.heartbeatInterval().toNanos();
        int electionTicks = config.electionTicks();
        // One heartbeat is left to hear a leader that is there; see etcd's initial-election-tick-advance.
        int skipped = config.initialElectionTickAdvance() ? electionTicks - 2 : 0;
        return new NodeConfig(
                config.name(),
                identity.clusterId(),
                identity.memberId(),
                tickNanos,
                electionTicks,
                skipped,
                config.preVote(),
                config.strictReconfigCheck(),
                config.learnersMax(),
                config.snapshotCount(),
                (int) Math.min(config.snapshotCatchupEntries() + config.snapshotCount(), Integer.MAX_VALUE),
                config.snapshotsMax(),
                config.requestBytesMax(),
                config.quotaBackendBytes(),
                config.autoCompaction(),
                config.corruption().checks(),
                REQUEST_NANOS + 2 * config.electionTimeout().toNanos(),
                READ_RETRY_NANOS,
                CLUSTER_VERSION,
                NodeLimits.DEFAULT,
                Scrutiny.CHEAP);
    }

    private WalOptions walOptions() {
        return WalOptions.DEFAULT.withSegmentSize(config.walSegmentSize()).withSegmentsKept(config.walsMax());
    }

    static List<ListenUrl> listenUrls(List<URI> urls) {
        return urls.stream().map(url -> ListenUrl.parse(url.toString())).toList();
    }

    private static List<String> strings(List<URI> urls) {
        return urls.stream().map(URI::toString).toList();
    }
}
