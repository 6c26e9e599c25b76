package io.fairlead.server.embed;

import io.fairlead.server.duty.CompactionPolicy;
import io.fairlead.server.tls.TlsConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Collects a {@link ServerConfig}. What is not said takes etcd's default: name {@code default}, peers on
 * localhost:2380, clients on localhost:2379, heartbeat 100 ms, election timeout 1 s, a new cluster of this member alone. The
 * data directory defaults to a temporary one. Port 0 takes a free port, which the server then tells.
 */
public final class ServerConfigBuilder {
    private String name = "default";
    private Optional<Path> dataDir = Optional.empty();
    private Optional<Path> walDir = Optional.empty();
    private List<URI> listenPeerUrls = List.of(URI.create("http://localhost:2380"));
    private List<URI> listenClientUrls = List.of(URI.create("http://localhost:2379"));
    private List<URI> advertisePeerUrls = List.of();
    private List<URI> advertiseClientUrls = List.of();
    private Map<String, List<URI>> initialCluster = Map.of();
    private ServerConfig.ClusterState initialClusterState = ServerConfig.ClusterState.NEW;
    private String initialClusterToken = "etcd-cluster";
    private Duration heartbeatInterval = Duration.ofMillis(100);
    private Duration electionTimeout = Duration.ofSeconds(1);
    private boolean initialElectionTickAdvance = true;
    private boolean preVote = true;
    private boolean strictReconfigCheck = true;
    private long snapshotCount = 10_000;
    private long snapshotCatchupEntries = 5_000;
    private int walsMax = 5;
    private int snapshotsMax = 5;
    private int learnersMax = 1;
    private int txnOpsMax = 128;
    private int requestBytesMax = 1536 * 1024;
    private long quotaBackendBytes;
    private CompactionPolicy autoCompaction = CompactionPolicy.KEEP_ALL;
    private CorruptionConfig corruption = CorruptionConfig.defaults();
    private long concurrentStreamsMax = Integer.MAX_VALUE;
    private long walSegmentSize = 64_000_000;
    private boolean unsafeNoFsync;
    private Duration watchProgressNotifyInterval = Duration.ofMinutes(10);
    private SecurityConfig security = SecurityConfig.defaults();
    private Optional<Path> certFile = Optional.empty();
    private Optional<Path> keyFile = Optional.empty();
    private Optional<Path> trustedCaFile = Optional.empty();
    private boolean clientCertAuth;
    private HttpConfig http = HttpConfig.defaults();
    private MonitoringConfig monitoring = MonitoringConfig.defaults();
    private AuthConfig auth = AuthConfig.defaults();
    private Optional<String> inProcessName = Optional.empty();

    ServerConfigBuilder() {}

    /** Human-readable name, unique in the cluster. */
    public ServerConfigBuilder name(String value) {
        name = value;
        return this;
    }

    /** Where the member keeps everything; made where it is missing, refused where another member uses it. */
    public ServerConfigBuilder dataDir(Path value) {
        dataDir = Optional.of(value);
        return this;
    }

    /** A place of its own for the log, such as a faster disk. */
    public ServerConfigBuilder walDir(Path value) {
        walDir = Optional.of(value);
        return this;
    }

    public ServerConfigBuilder listenPeerUrls(String... urls) {
        listenPeerUrls = uris(urls);
        return this;
    }

    public ServerConfigBuilder listenClientUrls(String... urls) {
        listenClientUrls = uris(urls);
        return this;
    }

    /** How other members reach this one; default: the listen URLs. */
    public ServerConfigBuilder initialAdvertisePeerUrls(String... urls) {
        advertisePeerUrls = uris(urls);
        return this;
    }

    /** How clients reach this member; default: the listen URLs. */
    public ServerConfigBuilder advertiseClientUrls(String... urls) {
        advertiseClientUrls = uris(urls);
        return this;
    }

    /**
     * The members of the cluster, in etcd's notation: {@code name=url,name=url}; a name given twice has two URLs. Default:
     * this member alone.
     */
    public ServerConfigBuilder initialCluster(String cluster) {
        Map<String, List<URI>> members = new LinkedHashMap<>();
        for (String part : cluster.split(",", -1)) {
            int equals = part.indexOf('=');
            ServerConfig.require(
                    equals > 0 && equals < part.length() - 1,
                    "Malformed initial cluster: \"" + part + "\" is not NAME=URL");
            members.computeIfAbsent(part.substring(0, equals).strip(), key -> new ArrayList<>())
                    .add(uri(part.substring(equals + 1).strip()));
        }
        initialCluster = members;
        return this;
    }

    public ServerConfigBuilder initialClusterState(ServerConfig.ClusterState value) {
        initialClusterState = value;
        return this;
    }

    /** Members of clusters with different tokens get different ids and never mix. */
    public ServerConfigBuilder initialClusterToken(String value) {
        initialClusterToken = value;
        return this;
    }

    public ServerConfigBuilder heartbeatInterval(Duration value) {
        heartbeatInterval = value;
        return this;
    }

    public ServerConfigBuilder electionTimeout(Duration value) {
        electionTimeout = value;
        return this;
    }

    /** On start wait only about a heartbeat for a leader before the first election. */
    public ServerConfigBuilder initialElectionTickAdvance(boolean value) {
        initialElectionTickAdvance = value;
        return this;
    }

    public ServerConfigBuilder preVote(boolean value) {
        preVote = value;
        return this;
    }

    /** Refuse membership changes that could cost the quorum. */
    public ServerConfigBuilder strictReconfigCheck(boolean value) {
        strictReconfigCheck = value;
        return this;
    }

    /** Applied entries after which the log is released behind the durable state. */
    public ServerConfigBuilder snapshotCount(long value) {
        snapshotCount = value;
        return this;
    }

    /** Entries kept behind a snapshot for slow followers. */
    public ServerConfigBuilder snapshotCatchupEntries(long value) {
        snapshotCatchupEntries = value;
        return this;
    }

    public ServerConfigBuilder walsMax(int value) {
        walsMax = value;
        return this;
    }

    public ServerConfigBuilder snapshotsMax(int value) {
        snapshotsMax = value;
        return this;
    }

    public ServerConfigBuilder learnersMax(int value) {
        learnersMax = value;
        return this;
    }

    public ServerConfigBuilder txnOpsMax(int value) {
        txnOpsMax = value;
        return this;
    }

    /** The largest request, in bytes. */
    public ServerConfigBuilder requestBytesMax(int value) {
        requestBytesMax = value;
        return this;
    }

    /**
     * The space that keys and leases may take before the member raises an alarm and takes no more, in bytes: 0 for the
     * default of 2 GiB, below 0 for no limit.
     */
    public ServerConfigBuilder quotaBackendBytes(long value) {
        quotaBackendBytes = value;
        return this;
    }

    /** The history that is kept when nobody asks for a compaction; default: all. */
    public ServerConfigBuilder autoCompaction(CompactionPolicy value) {
        autoCompaction = value;
        return this;
    }

    /** When members compare their keys; default: never. */
    public ServerConfigBuilder corruption(CorruptionConfig value) {
        corruption = value;
        return this;
    }

    public ServerConfigBuilder concurrentStreamsMax(long value) {
        concurrentStreamsMax = value;
        return this;
    }

    /** Bytes allocated at once for each file of the log. */
    public ServerConfigBuilder walSegmentSize(long value) {
        walSegmentSize = value;
        return this;
    }

    /** After how long idle watchers that asked for it are told how far they are. */
    public ServerConfigBuilder watchProgressNotifyInterval(Duration value) {
        watchProgressNotifyInterval = value;
        return this;
    }

    /** Never force writes to the disk: loses acknowledged writes in a crash of the machine. For throw-away tests. */
    public ServerConfigBuilder unsafeNoFsync(boolean value) {
        unsafeNoFsync = value;
        return this;
    }

    /** Certificate (PEM, the chain after it) and private key (PEM) of client URLs with scheme https. */
    public ServerConfigBuilder clientTls(Path certificate, Path key) {
        certFile = Optional.of(certificate);
        keyFile = Optional.of(key);
        return this;
    }

    /** With {@link #clientTls}: clients must show a certificate that this CA (PEM) signed. */
    public ServerConfigBuilder trustedCaFile(Path value) {
        trustedCaFile = Optional.of(value);
        return this;
    }

    /** With {@link #clientTls}: clients must show a certificate, and its common name says which user they are. */
    public ServerConfigBuilder clientCertAuth(boolean value) {
        clientCertAuth = value;
        return this;
    }

    /** How connections of clients and between members are secured: all there is to say. {@link #clientTls} goes before its part of it. */
    public ServerConfigBuilder security(SecurityConfig value) {
        security = value;
        return this;
    }

    /** What clients and people reach over HTTP/1.1. */
    public ServerConfigBuilder http(HttpConfig value) {
        http = value;
        return this;
    }

    /** Where metrics are served beside the client port, and what is worth a warning. */
    public ServerConfigBuilder monitoring(MonitoringConfig value) {
        monitoring = value;
        return this;
    }

    /** How clients prove who they are, once authentication is turned on. */
    public ServerConfigBuilder auth(AuthConfig value) {
        auth = value;
        return this;
    }

    /** Also serve clients in this JVM, without the network, under {@code inprocess:NAME}. */
    public ServerConfigBuilder inProcessName(String value) {
        inProcessName = Optional.of(value);
        return this;
    }

    /** Puts the parts together.
     *
     * @throws IllegalArgumentException if the parts do not make a valid config; the message names the flag */
    public ServerConfig build() {
        List<URI> peers = advertisePeerUrls.isEmpty() ? listenPeerUrls : advertisePeerUrls;
        List<URI> clients = advertiseClientUrls.isEmpty() ? listenClientUrls : advertiseClientUrls;
        if (!initialCluster.isEmpty()) {
            requireOwnPlace(initialCluster, peers);
        }
        return new ServerConfig(
                name,
                dataDir,
                walDir,
                listenPeerUrls,
                listenClientUrls,
                peers,
                clients,
                initialCluster,
                initialClusterState,
                initialClusterToken,
                heartbeatInterval,
                electionTimeout,
                initialElectionTickAdvance,
                preVote,
                strictReconfigCheck,
                snapshotCount,
                snapshotCatchupEntries,
                walsMax,
                snapshotsMax,
                learnersMax,
                txnOpsMax,
                requestBytesMax,
                quotaBackendBytes,
                autoCompaction,
                corruption,
                concurrentStreamsMax,
                walSegmentSize,
                unsafeNoFsync,
                watchProgressNotifyInterval,
                wholeSecurity(),
                http,
                monitoring,
                auth,
                inProcessName);
    }

    private SecurityConfig wholeSecurity() {
        if (certFile.isEmpty() || keyFile.isEmpty()) {
            return security;
        }
        TlsConfig.Builder client =
                TlsConfig.builder(certFile.get(), keyFile.get()).clientCertAuth(clientCertAuth);
        trustedCaFile.ifPresent(client::trustedCa);
        return security.withClient(client.build());
    }

    private void requireOwnPlace(Map<String, List<URI>> cluster, List<URI> peers) {
        List<URI> own = cluster.get(name);
        ServerConfig.require(
                own != null, "couldn't find local name \"" + name + "\" in the initial cluster configuration");
        if (own != null) {
            ServerConfig.require(
                    new HashSet<>(own).equals(new HashSet<>(peers)),
                    "--initial-cluster has " + text(name, own) + " but missing from --initial-advertise-peer-urls="
                            + String.join(",", peers.stream().map(URI::toString).toList()));
        }
    }

    private static String text(String member, List<URI> urls) {
        return String.join(",", urls.stream().map(url -> member + "=" + url).toList());
    }

    private static List<URI> uris(String... urls) {
        List<URI> uris = new ArrayList<>();
        for (String url : urls) {
            uris.add(uri(url));
        }
        return List.copyOf(uris);
    }

    private static URI uri(String url) {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not a URL: " + url, e);
        }
    }
}
