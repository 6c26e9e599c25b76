package io.fairlead.cli.server;

import io.fairlead.cli.flag.FlagException;
import io.fairlead.cli.flag.GoDuration;
import io.fairlead.cli.flag.PeerUrls;
import io.fairlead.server.duty.CompactionPolicy;
import io.fairlead.server.embed.AuthConfig;
import io.fairlead.server.embed.CorruptionConfig;
import io.fairlead.server.embed.HttpConfig;
import io.fairlead.server.embed.MonitoringConfig;
import io.fairlead.server.embed.ServerConfig;
import io.fairlead.server.embed.ServerConfigBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** From flags to the config of a member, with the checks etcd makes between them. */
final class MemberConfig {
    private static final Pattern ADDRESS = Pattern.compile("localhost|\\[[0-9a-fA-F:.%]+]|[0-9.]+");

    private static final Pattern PLAIN_NUMBER = Pattern.compile("\\+?[0-9]{1,18}");

    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();

    private MemberConfig() {}

    /**
     * The config these flags ask for.
     *
     * @throws FlagException if they don't fit together, in etcd's words
     */
    static ServerConfig of(ServerOptions options) {
        if (!List.of("periodic", "revision").contains(options.text("auto-compaction-mode"))) {
            throw new FlagException("unknown auto-compaction-mode \"" + options.text("auto-compaction-mode") + "\"");
        }
        requireBindable(options.list("listen-peer-urls"));
        requireBindable(options.list("listen-client-urls"));
        if (options.isGiven("listen-client-urls") && !options.isGiven("advertise-client-urls")) {
            throw new FlagException("--advertise-client-urls is required when --listen-client-urls is set explicitly");
        }
        requireSupported(options.list("initial-advertise-peer-urls"));
        requireSupported(options.list("advertise-client-urls"));
        requireName(options);
        try {
            return build(options);
        } catch (IllegalArgumentException e) {
            throw new FlagException(String.valueOf(e.getMessage()));
        }
    }

    private static ServerConfig build(ServerOptions options) {
        String name = options.text("name");
        String dataDir = options.text("data-dir");
        ServerConfigBuilder config = ServerConfig.builder()
                .name(name)
                .dataDir(Path.of(dataDir.isEmpty() ? name + ".etcd" : dataDir))
                .listenPeerUrls(urls(options, "listen-peer-urls"))
                .listenClientUrls(urls(options, "listen-client-urls"))
                .initialClusterToken(options.text("initial-cluster-token"))
                .initialClusterState(
                        options.text("initial-cluster-state").equals("existing")
                                ? ServerConfig.ClusterState.EXISTING
                                : ServerConfig.ClusterState.NEW)
                .heartbeatInterval(Duration.ofMillis(options.number("heartbeat-interval")))
                .electionTimeout(Duration.ofMillis(options.number("election-timeout")))
                .initialElectionTickAdvance(options.isOn("initial-election-tick-advance"))
                .preVote(options.isOn("pre-vote"))
                .strictReconfigCheck(options.isOn("strict-reconfig-check"))
                .snapshotCount(options.number("snapshot-count"))
                .snapshotCatchupEntries(options.number("snapshot-catchup-entries"))
                .walsMax(bounded(options, "max-wals"))
                .snapshotsMax(bounded(options, "max-snapshots"))
                .learnersMax(bounded(options, "max-learners"))
                .txnOpsMax(bounded(options, "max-txn-ops"))
                .requestBytesMax(bounded(options, "max-request-bytes"))
                .quotaBackendBytes(options.signedNumber("quota-backend-bytes"))
                .autoCompaction(autoCompaction(options))
                .corruption(new CorruptionConfig(
                        isOn(options, "initial-corrupt-check", FeatureGates.INITIAL_CORRUPT_CHECK),
                        options.duration("corrupt-check-time"),
                        isOn(options, "compact-hash-check-enabled", FeatureGates.COMPACT_HASH_CHECK),
                        options.duration("compact-hash-check-time")))
                .concurrentStreamsMax(options.number("max-concurrent-streams"))
                .watchProgressNotifyInterval(options.duration("watch-progress-notify-interval"))
                .unsafeNoFsync(options.isOn("unsafe-no-fsync"))
                .http(http(options))
                .monitoring(monitoring(options));
        config.auth(new AuthConfig(
                options.text("auth-token"),
                Duration.ofSeconds(options.number("auth-token-ttl")),
                bounded(options, "bcrypt-cost")));
        config.security(TlsFlags.read(options));
        if (!options.text("wal-dir").isEmpty()) {
            config.walDir(Path.of(options.text("wal-dir")));
        }
        // What isn't given follows the listen URLs, which reach this member; etcd's fixed default may not.
        if (options.isGiven("initial-advertise-peer-urls")) {
            config.initialAdvertisePeerUrls(urls(options, "initial-advertise-peer-urls"));
        }
        if (options.isGiven("advertise-client-urls")) {
            config.advertiseClientUrls(urls(options, "advertise-client-urls"));
        }
        if (options.isGiven("initial-cluster")
                && !options.text("initial-cluster").isEmpty()) {
            requireClusterUrls(options);
            config.initialCluster(options.text("initial-cluster"));
        }
        return config.build();
    }

    /** What was a flag before 3.6 and is a gate since; etcd refuses both at a time. */
    private static boolean isOn(ServerOptions options, String flag, String gate) {
        boolean open = options.gates().isOpen(gate);
        if (!options.isGiven(flag)) {
            return open;
        }
        boolean on = options.isOn(flag);
        if (options.gates().names(gate)) {
            String better = "--feature-gates=" + gate + "=" + open;
            throw new FlagException("cannot specify both flags: --experimental-" + flag + "=" + on + " and " + better
                    + " at the same time, please just use " + better);
        }
        return on;
    }

    /** A plain number counts hours or revisions, by the mode; anything else is a duration, even where revisions are counted. */
    private static CompactionPolicy autoCompaction(ServerOptions options) {
        boolean revisions = options.text("auto-compaction-mode").equals("revision");
        String retention = options.text("auto-compaction-retention");
        long amount = PLAIN_NUMBER.matcher(retention).matches()
                ? (revisions ? Long.parseLong(retention) : hours(Long.parseLong(retention)))
                : nanos(retention);
        if (amount <= 0) {
            return CompactionPolicy.KEEP_ALL;
        }
        return revisions ? new CompactionPolicy.KeepRevisions(amount) : new CompactionPolicy.KeepPeriod(amount);
    }

    private static long hours(long count) {
        return count > Long.MAX_VALUE / HOUR_NANOS ? Long.MAX_VALUE : count * HOUR_NANOS;
    }

    private static long nanos(String retention) {
        try {
            return GoDuration.parse(retention).toNanos();
        } catch (FlagException e) {
            throw new FlagException("error parsing CompactionRetention: " + e.getMessage());
        }
    }

    private static HttpConfig http(ServerOptions options) {
        return HttpConfig.defaults()
                .withGrpcGateway(options.isOn("enable-grpc-gateway"))
                .withV2(options.isOn("enable-v2"))
                .withCors(options.list("cors"))
                .withHostWhitelist(options.list("host-whitelist"));
    }

    private static MonitoringConfig monitoring(ServerOptions options) {
        return MonitoringConfig.defaults()
                .withListenMetricsUrls(urls(options, "listen-metrics-urls"))
                .withExtensive(options.text("metrics").equals("extensive"))
                .withWarningUnaryRequestDuration(options.duration("warning-unary-request-duration"))
                .withWarningApplyDuration(options.duration("warning-apply-duration"));
    }

    /** Numbers without an upper bound in etcd; ours are ints, and what is beyond means "no limit" there too. */
    private static int bounded(ServerOptions options, String name) {
        long number = options.number(name);
        return number < 0 || number > Integer.MAX_VALUE ? Integer.MAX_VALUE : (int) number;
    }

    private static String[] urls(ServerOptions options, String name) {
        return options.list(name).toArray(String[]::new);
    }

    private static void requireName(ServerOptions options) {
        if (options.text("name").isEmpty()) {
            throw new FlagException("couldn't find local name \"\" in the initial cluster configuration");
        }
    }

    private static void requireBindable(List<String> urls) {
        requireSupported(urls);
        for (String url : urls) {
            String host = URI.create(url).getHost();
            if (host == null || !ADDRESS.matcher(host).matches()) {
                throw new FlagException("expected IP in URL for binding (" + url + ")");
            }
        }
    }

    private static void requireSupported(List<String> urls) {
        for (String url : urls) {
            if (url.startsWith("unix:") || url.startsWith("unixs:")) {
                throw new FlagException("unix sockets are not supported: " + url);
            }
        }
    }

    private static void requireClusterUrls(ServerOptions options) {
        for (String part : options.list("initial-cluster")) {
            String url = part.substring(part.indexOf('=') + 1);
            try {
                PeerUrls.check(List.of(url));
            } catch (FlagException e) {
                throw new FlagException("error setting up initial cluster: " + e.getMessage());
            }
        }
    }
}
