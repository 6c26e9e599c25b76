package io.fairlead.server.embed;

import io.fairlead.server.duty.CompactionPolicy;
import io.fairlead.server.port.ListenUrl;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a member is to be. Names and defaults are etcd's; see {@link ServerConfigBuilder}. A config that exists is valid: the constructor
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
        CorruptionConfig corruption,
        long concurrentStreamsMax,
        long walSegmentSize,
        boolean unsafeNoFsync,
        Duration watchProgressNotifyInterval,
        SecurityConfig security,
        HttpConfig http,
        MonitoringConfig monitoring,
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
        listenClientUrls.forEach(url -> requireUrl("listen-client-urls", url));
        requireFiles(security.securesClients(), listenClientUrls);
        requireFiles(security.securesPeers(), listenPeerUrls);
        advertisePeerUrls.forEach(url -> requireUrl("initial-advertise-peer-urls", url));
        advertiseClientUrls.forEach(url -> requireUrl("advertise-client-urls", url));
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
    public static ServerConfigBuilder builder() {
        return new ServerConfigBuilder();
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

    private static void requireFiles(boolean given, List<URI> urls) {
        require(given || urls.stream().noneMatch(ServerConfig::isSecure), ListenUrl.withoutFiles(authorities(urls)));
    }

    static boolean isSecure(URI url) {
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

    static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
