package io.fairlead.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.cli.flag.FlagException;
import io.fairlead.server.embed.CorruptionConfig;
import io.fairlead.server.embed.SecurityConfig;
import io.fairlead.server.embed.ServerConfig;
import io.fairlead.server.tls.TlsConfig;
import io.fairlead.server.tls.TlsProtocol;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerOptionsTest {
    @Test
    void noFlags_areEtcdsDefaults() {
        ServerConfig config = MemberConfig.of(options(Map.of()));
        assertThat(config.name()).isEqualTo("default");
        assertThat(config.dataDir()).contains(Path.of("default.etcd"));
        assertThat(config.listenClientUrls()).containsExactly(URI.create("http://localhost:2379"));
        assertThat(config.listenPeerUrls()).containsExactly(URI.create("http://localhost:2380"));
        assertThat(config.heartbeatInterval()).isEqualTo(Duration.ofMillis(100));
        assertThat(config.electionTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.initialClusterState()).isEqualTo(ServerConfig.ClusterState.NEW);
        assertThat(config.requestBytesMax()).isEqualTo(1_572_864);
    }

    @Test
    void flags_oneDashOrTwo_reachTheConfig() {
        ServerConfig config = MemberConfig.of(options(
                Map.of(),
                "-name=m1",
                "--data-dir",
                "/data",
                "--initial-cluster",
                "m1=http://10.0.0.1:2380,m2=http://10.0.0.2:2380",
                "--initial-advertise-peer-urls=http://10.0.0.1:2380",
                "--initial-cluster-state=existing",
                "--pre-vote=false",
                "--snapshot-count=77",
                "--election-timeout",
                "2000"));
        assertThat(config.name()).isEqualTo("m1");
        assertThat(config.dataDir()).contains(Path.of("/data"));
        assertThat(config.initialCluster()).containsOnlyKeys("m1", "m2");
        assertThat(config.initialClusterState()).isEqualTo(ServerConfig.ClusterState.EXISTING);
        assertThat(config.preVote()).isFalse();
        assertThat(config.snapshotCount()).isEqualTo(77);
        assertThat(config.electionTimeout()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void environment_fillsWhatFlagsLeaveOpen() {
        ServerOptions options =
                options(Map.of("ETCD_NAME", "env", "ETCD_SNAPSHOT_COUNT", "5", "HOME", "/"), "--name", "flag");
        assertThat(options.text("name")).isEqualTo("flag");
        assertThat(options.number("snapshot-count")).isEqualTo(5);
        assertThat(options.warnings()).containsExactly("the flag --name wins over the variable ETCD_NAME");
    }

    @Test
    void environment_unknownVariable_isWarnedOf() {
        assertThat(options(Map.of("ETCD_BOGUS", "1")).warnings())
                .containsExactly("unrecognized environment variable ETCD_BOGUS=1");
    }

    @Test
    void environment_badValue_isRefused() {
        assertThatThrownBy(() -> options(Map.of("ETCD_HEARTBEAT_INTERVAL", "abc")))
                .isInstanceOf(FlagException.class)
                .hasMessage("invalid value \"abc\" for ETCD_HEARTBEAT_INTERVAL: parse error");
    }

    @Test
    void flag_withoutMeaningHere_isWarnedOfOnce() {
        ServerOptions options = options(
                Map.of(),
                "--experimental-compaction-sleep-interval=1s",
                "--enable-v2v3=x",
                "--debug",
                "--metrics=extensive",
                "--max-wals=3");
        options.refuseAndWarn();
        assertThat(options.warnings())
                .containsExactly(
                        "--compaction-sleep-interval has no meaning here and is ignored",
                        "--enable-v2v3 has no meaning here and is ignored",
                        "--debug has no meaning here and is ignored");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--config-file=x", "--force-new-cluster", "--discovery-srv=x"})
    void flag_notSafeToIgnore_isRefused(String flag) {
        ServerOptions options = options(Map.of(), flag);
        assertThatThrownBy(options::refuseAndWarn)
                .isInstanceOf(FlagException.class)
                .hasMessageEndingWith("is not supported yet, and is not safe to ignore");
    }

    @Test
    void flag_notSafeToIgnore_atItsDefault_isAccepted() {
        ServerOptions options = options(Map.of(), "--force-new-cluster=false", "--config-file=");
        options.refuseAndWarn();
        assertThat(options.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "--bogus|flag provided but not defined: -bogus",
                "-bogus=1|flag provided but not defined: -bogus",
                "--snapshot-count|flag needs an argument: -snapshot-count",
                "--heartbeat-interval=abc|invalid value \"abc\" for flag -heartbeat-interval: parse error",
                "--election-timeout=-1|invalid value \"-1\" for flag -election-timeout: parse error",
                "--grpc-keepalive-timeout=1x|invalid value \"1x\" for flag -grpc-keepalive-timeout: parse error",
                "--quota-backend-bytes=-1x|invalid value \"-1x\" for flag -quota-backend-bytes: parse error",
                "--pre-vote=maybe|invalid boolean value \"maybe\" for -pre-vote: parse error",
                "--initial-cluster-state=foo|invalid value \"foo\" for flag -initial-cluster-state: invalid value",
                "--listen-client-urls=foo|invalid value \"foo\" for flag -listen-client-urls: "
                        + "URL scheme must be http, https, unix, or unixs: foo",
                "--listen-client-urls=http://127.0.0.1|invalid value \"http://127.0.0.1\" for flag "
                        + "-listen-client-urls: URL address does not have the form \"host:port\": http://127.0.0.1",
                "--listen-peer-urls=http://a:1/p|invalid value \"http://a:1/p\" for flag -listen-peer-urls: "
                        + "URL must not contain a path: http://a:1/p",
                "--feature-gates=Bogus=true|invalid value \"Bogus=true\" for flag -feature-gates: "
                        + "unrecognized feature gate: Bogus",
                "--feature-gates=AllAlpha|invalid value \"AllAlpha\" for flag -feature-gates: missing bool value for "
                        + "AllAlpha",
                "--feature-gates=AllAlpha=x|invalid value \"AllAlpha=x\" for flag -feature-gates: invalid value of "
                        + "AllAlpha=x, err: strconv.ParseBool: parsing \"x\": invalid syntax"
            })
    void badWord_isRefusedInGosWords(String word, String complaint) {
        assertThatThrownBy(() -> ServerOptions.parse(List.of(word)))
                .isInstanceOf(ServerUsageException.class)
                .hasMessage(complaint);
    }

    @Test
    void word_withoutDash_isRefused() {
        assertThatThrownBy(() -> ServerOptions.parse(List.of("extra")))
                .isInstanceOf(FlagException.class)
                .hasMessage("'extra' is not a valid flag");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "--listen-client-urls=http://localhost:2379|--advertise-client-urls is required when "
                        + "--listen-client-urls is set explicitly",
                "--listen-client-urls=http://example.com:2379|expected IP in URL for binding (http://example.com:2379)",
                "--listen-peer-urls=unix://a.sock:1|unix sockets are not supported: unix://a.sock:1",
                "--listen-peer-urls=https://127.0.0.1:1|cannot listen on TLS for 127.0.0.1:1: KeyFile and CertFile are "
                        + "not presented",
                "--peer-key-file=/x|KeyFile and CertFile must both be present[key: /x, cert: ]",
                "--tls-min-version=TLS1.1|unexpected TLS version \"TLS1.1\" (must be one of: TLS1.2, TLS1.3)",
                "--auto-tls --self-signed-cert-validity=0|selfSignedCertValidity is invalid,it should be greater than"
                        + " 0",
                "--initial-cluster=x=http://1.2.3.4:2380|couldn't find local name \"default\" in the initial cluster "
                        + "configuration",
                "--cert-file=/x|KeyFile and CertFile must both be present[key: , cert: /x]",
                "--listen-client-urls=https://127.0.0.1:1 --advertise-client-urls=https://a:1|cannot listen on TLS for "
                        + "127.0.0.1:1: KeyFile and CertFile are not presented",
                "--initial-cluster=default=bad|error setting up initial cluster: URL scheme must be http, https, "
                        + "unix, or unixs: bad",
                "--election-timeout=10|--election-timeout[10ms] should be at least as 5 times as "
                        + "--heartbeat-interval[100ms]",
                "--heartbeat-interval=0|--heartbeat-interval must be >0 (set to 0ms)",
                "--election-timeout=100000|--election-timeout[100000ms] is too long, and should be set less than "
                        + "50000ms",
                "--auto-compaction-mode=zz|unknown auto-compaction-mode \"zz\"",
                "--auto-compaction-retention=abc|error parsing CompactionRetention: time: invalid duration \"abc\"",
                "--auto-compaction-retention=-5|error parsing CompactionRetention: time: missing unit in duration "
                        + "\"-5\"",
                "--experimental-compact-hash-check-time=0|--compact-hash-check-time must be >0 (set to 0ms)",
                "--corrupt-check-time=-1s|--corrupt-check-time must be >=0 (set to -1000ms)",
                "--experimental-initial-corrupt-check --feature-gates=InitialCorruptCheck=false|cannot specify both"
                        + " flags: --experimental-initial-corrupt-check=true and --feature-gates=InitialCorruptCheck=false"
                        + " at the same time, please just use --feature-gates=InitialCorruptCheck=false",
                "--name=|couldn't find local name \"\" in the initial cluster configuration"
            })
    void flags_thatDoNotFit_areRefusedInEtcdsWords(String word, String complaint) {
        assertThatThrownBy(() -> MemberConfig.of(options(Map.of(), word.split(" "))))
                .isInstanceOf(FlagException.class)
                .hasMessage(complaint);
    }

    @ParameterizedTest
    @CsvSource({
        "periodic, 0, KeepAll[]",
        "revision, 0, KeepAll[]",
        "periodic, 2, KeepPeriod[nanos=7200000000000]",
        "periodic, 90m, KeepPeriod[nanos=5400000000000]",
        "periodic, 999999999999999999, KeepPeriod[nanos=9223372036854775807]",
        "periodic, -1h, KeepAll[]",
        "revision, 1000, KeepRevisions[count=1000]",
    })
    void autoCompaction_isReadAsEtcdReadsIt(String mode, String retention, String policy) {
        ServerConfig config = MemberConfig.of(
                options(Map.of(), "--auto-compaction-mode=" + mode, "--auto-compaction-retention=" + retention));

        assertThat(config.autoCompaction()).hasToString(policy);
    }

    @Test
    void corruptionChecks_inOldAndNewSpelling_areTaken() {
        assertThat(MemberConfig.of(options(Map.of())).corruption()).isEqualTo(CorruptionConfig.defaults());
        assertThat(MemberConfig.of(options(
                                Map.of("ETCD_EXPERIMENTAL_CORRUPT_CHECK_TIME", "90m"),
                                "--experimental-initial-corrupt-check",
                                "--compact-hash-check-enabled=true",
                                "--experimental-compact-hash-check-time=10s"))
                        .corruption())
                .isEqualTo(new CorruptionConfig(true, Duration.ofMinutes(90), true, Duration.ofSeconds(10)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "InitialCorruptCheck=true|true|false",
                "CompactHashCheck=1, InitialCorruptCheck = f,|false|true",
                "AllAlpha=true|true|true",
                "AllAlpha=true,CompactHashCheck=false|true|false",
                "CompactHashCheck=false,AllAlpha=true|true|false",
                "AllBeta=true|false|false"
            })
    void corruptionChecks_asFeatureGates_areTaken(String gates, boolean initial, boolean compacted) {
        CorruptionConfig corruption =
                MemberConfig.of(options(Map.of("ETCD_FEATURE_GATES", gates))).corruption();
        assertThat(corruption.atStart()).isEqualTo(initial);
        assertThat(corruption.atCompaction()).isEqualTo(compacted);
        assertThat(MemberConfig.of(options(Map.of(), "--feature-gates=" + gates))
                        .corruption())
                .isEqualTo(corruption);
    }

    @Test
    void featureGate_withoutMeaningHere_isWarnedOf() {
        ServerOptions options = options(Map.of(), "--feature-gates=LeaseCheckpoint=true,CompactHashCheck=true");
        options.refuseAndWarn();
        assertThat(options.warnings())
                .containsExactly("--feature-gates=LeaseCheckpoint has no meaning here and is ignored");
    }

    @Test
    void certificates_ofClientsAndPeers_areTaken() {
        SecurityConfig security = MemberConfig.of(options(
                        Map.of("ETCD_PEER_CERT_ALLOWED_CN", "a,b"),
                        "--cert-file=/c",
                        "--key-file=/k",
                        "--client-cert-auth",
                        "--trusted-ca-file=/ca",
                        "--client-crl-file=/crl",
                        "--client-cert-allowed-hostname=h",
                        "--peer-cert-file=/pc",
                        "--peer-key-file=/pk",
                        "--peer-trusted-ca-file=/pca",
                        "--peer-crl-file=/pcrl",
                        "--peer-client-cert-file=/cc",
                        "--peer-client-key-file=/ck",
                        "--experimental-peer-skip-client-san-verification",
                        "--auto-tls",
                        "--self-signed-cert-validity=3",
                        "--tls-min-version=TLS1.3"))
                .security();
        assertThat(security)
                .isEqualTo(new SecurityConfig(
                        Optional.of(TlsConfig.builder(Path.of("/c"), Path.of("/k"))
                                .trustedCa(Path.of("/ca"))
                                .clientCertAuth(true)
                                .revocations(Path.of("/crl"))
                                .allowedHosts(List.of("h"))
                                .build()),
                        Optional.of(TlsConfig.builder(Path.of("/pc"), Path.of("/pk"))
                                .trustedCa(Path.of("/pca"))
                                .revocations(Path.of("/pcrl"))
                                .allowedNames(List.of("a", "b"))
                                .caller(Optional.of(Path.of("/cc")), Optional.of(Path.of("/ck")))
                                .checksOrigin(false)
                                .build()),
                        true,
                        false,
                        3,
                        TlsProtocol.of("TLS1.3", "", List.of())));
    }

    @Test
    void quota_mayBeNegative() {
        assertThat(MemberConfig.of(options(Map.of(), "--quota-backend-bytes=-1"))
                        .quotaBackendBytes())
                .isEqualTo(-1);
        assertThat(MemberConfig.of(options(Map.of())).quotaBackendBytes()).isZero();
    }

    @Test
    void cluster_withoutThisMembersAddress_isRefused() {
        assertThatThrownBy(() ->
                        MemberConfig.of(options(Map.of(), "--name=a", "--initial-cluster=a=http://127.0.0.1:9999")))
                .isInstanceOf(FlagException.class)
                .hasMessageStartingWith("--initial-cluster has a=http://127.0.0.1:9999 but missing from "
                        + "--initial-advertise-peer-urls=http://localhost:2380");
    }

    private static ServerOptions options(Map<String, String> environment, String... words) {
        ServerOptions options = ServerOptions.parse(List.of(words));
        options.readEnvironment(environment);
        return options;
    }
}
