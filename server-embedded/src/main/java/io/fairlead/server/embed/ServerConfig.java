package io.fairlead.server.embed;

import io.fairlead.server.duty.CompactionPolicy;
import io.fairlead.server.port.TlsFiles;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a member is to be. Names and defaults are etcd's; see {@link Builder}. A config that exists is valid: the constructor
 * checks, with etcd's words where etcd has some.
 *
 * @param dataDir empty: a temporary directory that goes when the server stops
 * @param initialCluster member name to its peer URLs, in the order given; empty: this member alone, or all that are started
 *     together. Only read when the data directory is empty
 */
public record ServerConfig(
        String name,
        Optional<Path> dataDir,
        Optional<Path> walDir,
        List<URI> listenPeerUrls,
        List<URI> listenClientUrls,
        List<URI> advertisePeerUrls,
        List<URI> advertiseClientUrls,
        Map<String, List<URI>> initialCluster,
        ClusterState initialClusterState,
        String initialClusterToken,
        Duration heartbeatInterval,
        Duration electionTimeout,
        boolean initialElectionTickAdvance,
        boolean preVote,
        boolean strictReconfigCheck,
        long snapshotCount,
        long snapshotCatchupEntries,
        int walsMax,
        int snapshotsMax,
        int learnersMax,
        int txnOpsMax,
        int requestBytesMax,
        long quotaBackendBytes,
        CompactionPolicy autoCompaction,
        long concurrentStreamsMax,
        long walSegmentSize,
        boolean unsafeNoFsync,
        Duration watchProgressNotifyInterval,
        Optional<TlsFiles> clientTls,
        HttpConfig http,
        AuthConfig auth,
        Optional<String> inProcessName) {

    /** Whether the initial cluster is to be made, or is there and is joined. */
    public enum ClusterState {
        NEW,
        EXISTING
    }

    /** etcd's upper bound of the election timeout. */
    private static final Duration ELECTION_TIMEOUT_MAX = Duration.ofSeconds(50);

    public ServerConfig {
        listenPeerUrls = List.copyOf(listenPeerUrls);
        listenClientUrls = List.copyOf(listenClientUrls);
        advertisePeerUrls = List.copyOf(advertisePeerUrls);
        advertiseClientUrls = List.copyOf(advertiseClientUrls);
        initialCluster = copy(initialCluster);
        require(!name.isEmpty(), "name must not be empty");
        require(!listenPeerUrls.isEmpty(), "listen-peer-urls must not be empty");
        require(!listenClientUrls.isEmpty(), "listen-client-urls must not be empty");
        listenPeerUrls.forEach(url -> requireUrl("listen-peer-urls", url));
        listenClientUrls.forEach(url -> requireClientUrl("listen-client-urls", url));
        require(
                clientTls.isPresent() || listenClientUrls.stream().noneMatch(ServerConfig::isSecure),
                "cannot listen on TLS for " + authorities(listenClientUrls)
                        + ": KeyFile and CertFile are not presented");
        advertisePeerUrls.forEach(url -> requireUrl("initial-advertise-peer-urls", url));
        advertiseClientUrls.forEach(url -> requireClientUrl("advertise-client-urls", url));
        require(
                heartbeatInterval.compareTo(Duration.ofMillis(1)) >= 0,
                "--heartbeat-interval must be >0 (set to " + heartbeatInterval.toMillis() + "ms)");
        require(
                electionTimeout.compareTo(Duration.ofMillis(1)) >= 0,
                "--election-timeout must be >0 (set to " + electionTimeout.toMillis() + "ms)");
        require(
                heartbeatInterval.multipliedBy(5).compareTo(electionTimeout) <= 0,
                "--election-timeout[" + electionTimeout.toMillis() + "ms] should be at least as 5 times as "
                        + "--heartbeat-interval[" + heartbeatInterval.toMillis() + "ms]");
        require(
                electionTimeout.compareTo(ELECTION_TIMEOUT_MAX) <= 0,
                "--election-timeout[" + electionTimeout.toMillis() + "ms] is too long, and should be set less than "
                        + ELECTION_TIMEOUT_MAX.toMillis() + "ms");
        require(
                initialClusterState == ClusterState.NEW || initialCluster.size() > 1,
                "--initial-cluster must name the members to join when --initial-cluster-state is existing");
        require(snapshotCount > 0, "--snapshot-count must be >0");
        require(snapshotCatchupEntries > 0, "--snapshot-catchup-entries must be >0");
        require(learnersMax > 0, "--max-learners must be >0");
        require(
                watchProgressNotifyInterval.compareTo(Duration.ZERO) > 0,
                "--watch-progress-notify-interval must be >0");
        require(txnOpsMax > 0, "--max-txn-ops must be >0");
        require(requestBytesMax > 0, "--max-request-bytes must be >0");
        require(walSegmentSize >= 4096, "the size of a log segment must be at least 4096 bytes");
    }

    /** Starts from etcd's defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** How many ticks of the heartbeat interval make an election timeout. */
    int electionTicks() {
        return (int) (electionTimeout.toMillis() / heartbeatInterval.toMillis());
    }

    private static Map<String, List<URI>> copy(Map<String, List<URI>> cluster) {
        Map<String, List<URI>> copy = new LinkedHashMap<>();
        cluster.forEach((member, urls) -> copy.put(member, List.copyOf(urls)));
        return Collections.unmodifiableMap(copy);
    }

    private static boolean isSecure(URI url) {
        return "https".equals(url.getScheme());
    }

    private static String authorities(List<URI> urls) {
        return String.join(
                ",",
                urls.stream()
                        .filter(ServerConfig::isSecure)
                        .map(URI::getAuthority)
                        .toList());
    }

    private static void requireUrl(String flag, URI url) {
        require(
                "http".equals(url.getScheme()),
                "invalid value \"" + url + "\" for flag --" + flag + ": URL scheme must be http: " + url);
        requireAddress(flag, url);
    }

    private static void requireClientUrl(String flag, URI url) {
        require(
                "http".equals(url.getScheme()) || isSecure(url),
                "invalid value \"" + url + "\" for flag --" + flag + ": URL scheme must be http or https: " + url);
        requireAddress(flag, url);
    }

    private static void requireAddress(String flag, URI url) {
        require(
                url.getHost() != null,
                "invalid value \"" + url + "\" for flag --" + flag + ": the address must be host:port: " + url);
        require(
                url.getPort() >= 0,
                "invalid value \"" + url + "\" for flag --" + flag
                        + ": URL address does not have the form \"host:port\": " + url);
        require(
                url.getRawPath() == null
                        || url.getRawPath().isEmpty()
                        || url.getRawPath().equals("/"),
                "invalid value \"" + url + "\" for flag --" + flag + ": URL must not contain a path: " + url);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /**
     * Collects a {@link ServerConfig}. What is not said takes etcd's default: name {@code default}, peers on
     * localhost:2380, clients on localhost:2379, heartbeat 100 ms, election timeout 1 s, a new cluster of this member alone. The
     * data directory defaults to a temporary one. Port 0 takes a free port, which the server then tells.
     */
    public static final class Builder {
        private String name = "default";
        private Optional<Path> dataDir = Optional.empty();
        private Optional<Path> walDir = Optional.empty();
        private List<URI> listenPeerUrls = List.of(URI.create("http://localhost:2380"));
        private List<URI> listenClientUrls = List.of(URI.create("http://localhost:2379"));
        private List<URI> advertisePeerUrls = List.of();
        private List<URI> advertiseClientUrls = List.of();
        private Map<String, List<URI>> initialCluster = Map.of();
        private ClusterState initialClusterState = ClusterState.NEW;
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
        private long concurrentStreamsMax = Integer.MAX_VALUE;
        private long walSegmentSize = 64_000_000;
        private boolean unsafeNoFsync;
        private Duration watchProgressNotifyInterval = Duration.ofMinutes(10);
        private Optional<Path> certFile = Optional.empty();
        private Optional<Path> keyFile = Optional.empty();
        private Optional<Path> trustedCaFile = Optional.empty();
        private boolean clientCertAuth;
        private HttpConfig http = HttpConfig.defaults();
        private AuthConfig auth = AuthConfig.defaults();
        private Optional<String> inProcessName = Optional.empty();

        private Builder() {}

        /** Human-readable name, unique in the cluster. */
        public Builder name(String value) {
            name = value;
            return this;
        }

        /** Where the member keeps everything; made where it is missing, refused where another member uses it. */
        public Builder dataDir(Path value) {
            dataDir = Optional.of(value);
            return this;
        }

        /** A place of its own for the log, such as a faster disk. */
        public Builder walDir(Path value) {
            walDir = Optional.of(value);
            return this;
        }

        public Builder listenPeerUrls(String... urls) {
            listenPeerUrls = uris(urls);
            return this;
        }

        public Builder listenClientUrls(String... urls) {
            listenClientUrls = uris(urls);
            return this;
        }

        /** How other members reach this one; default: the listen URLs. */
        public Builder initialAdvertisePeerUrls(String... urls) {
            advertisePeerUrls = uris(urls);
            return this;
        }

        /** How clients reach this member; default: the listen URLs. */
        public Builder advertiseClientUrls(String... urls) {
            advertiseClientUrls = uris(urls);
            return this;
        }

        /**
         * The members of the cluster, in etcd's notation: {@code name=url,name=url}; a name given twice has two URLs. Default:
         * this member alone.
         */
        public Builder initialCluster(String cluster) {
            Map<String, List<URI>> members = new LinkedHashMap<>();
            for (String part : cluster.split(",", -1)) {
                int equals = part.indexOf('=');
                require(
                        equals > 0 && equals < part.length() - 1,
                        "Malformed initial cluster: \"" + part + "\" is not NAME=URL");
                members.computeIfAbsent(part.substring(0, equals).strip(), key -> new ArrayList<>())
                        .add(uri(part.substring(equals + 1).strip()));
            }
            initialCluster = members;
            return this;
        }

        public Builder initialClusterState(ClusterState value) {
            initialClusterState = value;
            return this;
        }

        /** Members of clusters with different tokens get different ids and never mix. */
        public Builder initialClusterToken(String value) {
            initialClusterToken = value;
            return this;
        }

        public Builder heartbeatInterval(Duration value) {
            heartbeatInterval = value;
            return this;
        }

        public Builder electionTimeout(Duration value) {
            electionTimeout = value;
            return this;
        }

        /** On start wait only about a heartbeat for a leader before the first election. */
        public Builder initialElectionTickAdvance(boolean value) {
            initialElectionTickAdvance = value;
            return this;
        }

        public Builder preVote(boolean value) {
            preVote = value;
            return this;
        }

        /** Refuse membership changes that could cost the quorum. */
        public Builder strictReconfigCheck(boolean value) {
            strictReconfigCheck = value;
            return this;
        }

        /** Applied entries after which the log is released behind the durable state. */
        public Builder snapshotCount(long value) {
            snapshotCount = value;
            return this;
        }

        /** Entries kept behind a snapshot for slow followers. */
        public Builder snapshotCatchupEntries(long value) {
            snapshotCatchupEntries = value;
            return this;
        }

        public Builder walsMax(int value) {
            walsMax = value;
            return this;
        }

        public Builder snapshotsMax(int value) {
            snapshotsMax = value;
            return this;
        }

        public Builder learnersMax(int value) {
            learnersMax = value;
            return this;
        }

        public Builder txnOpsMax(int value) {
            txnOpsMax = value;
            return this;
        }

        /** The largest request, in bytes. */
        public Builder requestBytesMax(int value) {
            requestBytesMax = value;
            return this;
        }

        /**
         * The space that keys and leases may take before the member raises an alarm and takes no more, in bytes: 0 for the
         * default of 2 GiB, below 0 for no limit.
         */
        public Builder quotaBackendBytes(long value) {
            quotaBackendBytes = value;
            return this;
        }

        /** The history that is kept when nobody asks for a compaction; default: all. */
        public Builder autoCompaction(CompactionPolicy value) {
            autoCompaction = value;
            return this;
        }

        public Builder concurrentStreamsMax(long value) {
            concurrentStreamsMax = value;
            return this;
        }

        /** Bytes allocated at once for each file of the log. */
        public Builder walSegmentSize(long value) {
            walSegmentSize = value;
            return this;
        }

        /** After how long idle watchers that asked for it are told how far they are. */
        public Builder watchProgressNotifyInterval(Duration value) {
            watchProgressNotifyInterval = value;
            return this;
        }

        /** Never force writes to the disk: loses acknowledged writes in a crash of the machine. For throw-away tests. */
        public Builder unsafeNoFsync(boolean value) {
            unsafeNoFsync = value;
            return this;
        }

        /** Certificate (PEM, the chain after it) and private key (PEM, PKCS #8) of client URLs with scheme https. */
        public Builder clientTls(Path certificate, Path key) {
            certFile = Optional.of(certificate);
            keyFile = Optional.of(key);
            return this;
        }

        /** Clients of https URLs must show a certificate that this CA (PEM) signed. */
        public Builder trustedCaFile(Path value) {
            trustedCaFile = Optional.of(value);
            return this;
        }

        /** Clients of https URLs must show a certificate, and its common name says which user they are. */
        public Builder clientCertAuth(boolean value) {
            clientCertAuth = value;
            return this;
        }

        /** What clients and people reach over HTTP/1.1. */
        public Builder http(HttpConfig value) {
            http = value;
            return this;
        }

        /** How clients prove who they are, once authentication is turned on. */
        public Builder auth(AuthConfig value) {
            auth = value;
            return this;
        }

        /** Also serve clients in this JVM, without the network, under {@code inprocess:NAME}. */
        public Builder inProcessName(String value) {
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
                    concurrentStreamsMax,
                    walSegmentSize,
                    unsafeNoFsync,
                    watchProgressNotifyInterval,
                    clientTls(),
                    http,
                    auth,
                    inProcessName);
        }

        private Optional<TlsFiles> clientTls() {
            if (certFile.isEmpty() || keyFile.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new TlsFiles(
                    certFile.get().toFile(), keyFile.get().toFile(), trustedCaFile.map(Path::toFile), clientCertAuth));
        }

        private void requireOwnPlace(Map<String, List<URI>> cluster, List<URI> peers) {
            List<URI> own = cluster.get(name);
            require(own != null, "couldn't find local name \"" + name + "\" in the initial cluster configuration");
            if (own != null) {
                require(
                        new HashSet<>(own).equals(new HashSet<>(peers)),
                        "--initial-cluster has " + text(name, own) + " but missing from --initial-advertise-peer-urls="
                                + String.join(
                                        ",", peers.stream().map(URI::toString).toList()));
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
}
