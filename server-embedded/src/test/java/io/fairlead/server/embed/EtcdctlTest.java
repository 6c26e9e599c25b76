package io.fairlead.server.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.fairlead.api.pb.etcdserverpb.AlarmRequest;
import io.fairlead.api.pb.etcdserverpb.AlarmResponse;
import io.fairlead.api.pb.etcdserverpb.AlarmType;
import io.fairlead.server.FreePort;
import io.fairlead.server.embed.Etcdctl.Outcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The real etcdctl 3.5 against members of ours. Needs one: name its directory with {@code -Detcd.bin=DIR} or put it on the
 * PATH; without it these tests say so and are skipped.
 */
@Timeout(180)
class EtcdctlTest {
    private final List<FairleadServer> servers = new ArrayList<>();

    private static Path program() {
        Optional<Path> found = Etcdctl.find();
        assumeTrue(found.isPresent(), "no etcdctl in -Detcd.bin and none on the PATH: skipped");
        return found.orElseThrow();
    }

    /** All members' endpoints. */
    private Etcdctl cluster(int size, boolean strict) throws Exception {
        Path program = program();
        List<ServerConfig> configs = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            configs.add(config("m" + i).strictReconfigCheck(strict).build());
        }
        servers.addAll(FairleadServer.startAll(configs));
        for (FairleadServer server : servers) {
            server.awaitReady(Duration.ofSeconds(30));
        }
        return Etcdctl.at(program, endpoints());
    }

    private static ServerConfigBuilder config(String name) {
        return ServerConfig.builder()
                .name(name)
                .listenPeerUrls("http://127.0.0.1:0")
                .listenClientUrls("http://127.0.0.1:0")
                .unsafeNoFsync(true);
    }

    private List<String> endpoints() {
        return servers.stream().map(server -> server.clientUrls().get(0)).toList();
    }

    private Etcdctl of(FairleadServer server) {
        return Etcdctl.at(program(), server.clientUrls());
    }

    @AfterEach
    void stop() {
        servers.forEach(FairleadServer::kill);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void keys_writtenAndRead_printAsFromEtcd(int size) throws Exception {
        Etcdctl ctl = cluster(size, true);
        assertThat(ctl.run("put", "foo", "bar")).isEqualTo(new Outcome(0, "OK\n", ""));
        assertThat(ctl.run("put", "foo", "baz", "--prev-kv").out()).isEqualTo("OK\nfoo\nbar\n");
        assertThat(ctl.run("get", "foo").out()).isEqualTo("foo\nbaz\n");
        assertThat(ctl.run("get", "foo", "--rev=2").out()).isEqualTo("foo\nbar\n");
        assertThat(ctl.run("get", "nothing")).isEqualTo(new Outcome(0, "", ""));
        assertThat(ctl.run("put", "k2", "b").out()).isEqualTo("OK\n");
        assertThat(ctl.run("put", "k1", "c").out()).isEqualTo("OK\n");
        assertThat(ctl.run("put", "k3", "a").out()).isEqualTo("OK\n");
        assertThat(ctl.run("get", "k", "--prefix").out()).isEqualTo("k1\nc\nk2\nb\nk3\na\n");
        assertThat(ctl.run("get", "k", "--prefix", "--limit=2").out()).isEqualTo("k1\nc\nk2\nb\n");
        assertThat(ctl.run("get", "k", "--prefix", "--sort-by=VALUE", "--order=ASCEND", "--print-value-only")
                        .out())
                .isEqualTo("a\nb\nc\n");
        assertThat(ctl.run("get", "k", "--prefix", "--sort-by=MODIFY", "--order=DESCEND", "--keys-only")
                        .out())
                .isEqualTo("k3\n\nk1\n\nk2\n\n");
        assertThat(ctl.run("get", "k2", "--from-key", "--keys-only").out()).isEqualTo("k2\n\nk3\n\n");
        assertThat(ctl.run("get", "k1", "k3", "--keys-only").out()).isEqualTo("k1\n\nk2\n\n");
        assertThat(ctl.run("get", "foo", "--consistency=s").exitCode()).isZero();
        JsonObject json =
                json(ctl.run("get", "k", "--prefix", "--limit=1", "-w", "json")).getAsJsonObject();
        assertThat(json.get("count").getAsLong()).isEqualTo(3);
        assertThat(json.get("more").getAsBoolean()).isTrue();
        JsonObject k1 = json.getAsJsonArray("kvs").get(0).getAsJsonObject();
        assertThat(k1.get("key").getAsString()).isEqualTo("azE=");
        assertThat(k1.get("create_revision").getAsLong()).isEqualTo(5);
        assertThat(k1.get("version").getAsLong()).isEqualTo(1);
        JsonObject header = json.getAsJsonObject("header");
        assertThat(header.get("revision").getAsLong()).isEqualTo(6);
        assertThat(header.get("cluster_id").getAsBigInteger().longValue())
                .isEqualTo(servers.get(0).clusterId());
        assertThat(ctl.run("get", "k", "--prefix", "--count-only", "-w", "fields")
                        .out())
                .contains("\"Count\" : 3\n")
                .contains("\"More\" : false\n");
        assertThat(ctl.run("del", "k", "--prefix", "--prev-kv").out()).isEqualTo("3\nk1\nc\nk2\nb\nk3\na\n");
        assertThat(ctl.run("del", "k", "--prefix").out()).isEqualTo("0\n");
    }

    /** The way out of a full member as etcd's handbook has it. */
    @Test
    void fullMember_isRecoveredByTheHandbook() throws Exception {
        Path program = program();
        FairleadServer server =
                FairleadServer.start(config("m1").quotaBackendBytes(1_000_000).build());
        servers.add(server);
        server.awaitReady(Duration.ofSeconds(30));
        Etcdctl ctl = Etcdctl.at(program, server.clientUrls());
        String value = "v".repeat(100_000);
        for (int i = 0; i < 9; i++) {
            assertThat(ctl.runWithInput(value, "put", "key").out()).isEqualTo("OK\n");
        }
        assertThat(ctl.runWithInput(value, "put", "key").error()).contains("mvcc: database space exceeded");
        String alarm = "memberID:" + Long.toUnsignedString(server.memberId()) + " alarm:NOSPACE \n";
        assertThat(ctl.run("alarm", "list").out()).isEqualTo(alarm);
        assertThat(ctl.run("endpoint", "health").exitCode()).isEqualTo(1);

        assertThat(ctl.run("compaction", "--physical", "10").out()).isEqualTo("compacted revision 10\n");
        assertThat(ctl.run("defrag").out())
                .isEqualTo("Finished defragmenting etcd member["
                        + server.clientUrls().get(0) + "]\n");
        assertThat(ctl.run("put", "key", "small").exitCode()).isEqualTo(1);
        assertThat(ctl.run("alarm", "disarm").out()).isEqualTo(alarm);
        assertThat(ctl.run("put", "key", "small").out()).isEqualTo("OK\n");
        assertThat(ctl.run("endpoint", "health").exitCode()).isZero();
    }

    @Test
    void corruptCluster_answersReadsAlone_untilItIsDisarmed() throws Exception {
        Etcdctl ctl = cluster(3, true);
        FairleadServer accused = servers.get(2);
        ctl.run("put", "key", "value");
        try (TestClient client = new TestClient(servers.get(0))) {
            AlarmResponse raised = client.maintenance()
                    .alarm(AlarmRequest.newBuilder()
                            .setAction(AlarmRequest.AlarmAction.ACTIVATE)
                            .setMemberID(accused.memberId())
                            .setAlarm(AlarmType.CORRUPT)
                            .build());
            assertThat(raised.getAlarmsList()).hasSize(1);
        }
        String alarm = "memberID:" + Long.toUnsignedString(accused.memberId()) + " alarm:CORRUPT \n";
        assertThat(ctl.run("alarm", "list").out()).isEqualTo(alarm);
        assertRefused(ctl.run("put", "key", "other"), "etcdserver: corrupt cluster");
        assertRefused(ctl.run("del", "key"), "etcdserver: corrupt cluster");
        assertThat(ctl.run("get", "key").out()).isEqualTo("key\nvalue\n");
        assertThat(ctl.run("endpoint", "health").exitCode()).isEqualTo(1);

        assertThat(ctl.run("alarm", "disarm").out()).isEqualTo(alarm);
        assertThat(ctl.run("alarm", "list").out()).isEmpty();
        assertThat(ctl.run("put", "key", "other").out()).isEqualTo("OK\n");
        assertThat(ctl.run("endpoint", "health").exitCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void txnAndCompaction_printAsFromEtcd(int size) throws Exception {
        Etcdctl ctl = cluster(size, true);
        ctl.run("put", "foo", "bar");
        String txn = """
            mod("foo") > "0"

            put a 1
            get foo

            del foo

            """;
        assertThat(ctl.runWithInput(txn, "txn").out()).isEqualTo("SUCCESS\n\nOK\n\nfoo\nbar\n");
        String reads = """
            value("foo") = "other"

            get foo

            get a

            """;
        assertThat(ctl.runWithInput(reads, "txn").out()).isEqualTo("FAILURE\n\na\n1\n");
        assertThat(ctl.run("compaction", "3").out()).isEqualTo("compacted revision 3\n");
        assertRefused(ctl.run("compaction", "3"), "etcdserver: mvcc: required revision has been compacted");
        assertRefused(ctl.run("get", "foo", "--rev=1"), "etcdserver: mvcc: required revision has been compacted");
        assertRefused(ctl.run("get", "foo", "--rev=99"), "etcdserver: mvcc: required revision is a future revision");
    }

    @Test
    void badRequests_areRefusedInEtcdsWords() throws Exception {
        Etcdctl ctl = cluster(1, true);
        assertRefused(ctl.run("put", "", "z"), "etcdserver: key is not provided");
        assertRefused(ctl.run("put", "none", "--ignore-value"), "etcdserver: key not found");
        assertRefused(ctl.run("put", "k", "v", "--lease=123"), "etcdserver: requested lease not found");
        assertRefused(ctl.runWithInput("x".repeat(1_600_000), "put", "large"), "etcdserver: request is too large");
        assertRefused(ctl.run("member", "remove", "123"), "etcdserver: member not found");
        assertRefused(
                ctl.run("member", "remove", hex(servers.get(0).memberId())),
                "etcdserver: re-configuration failed due to not enough started members");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void members_listedAndAsked_answerAlike(int size) throws Exception {
        Etcdctl ctl = cluster(size, true);
        ctl.run("put", "foo", "bar");
        Outcome list = ctl.run("member", "list");
        List<String> expected = servers.stream()
                .map(server -> hex(server.memberId()) + ", started, " + server.name() + ", "
                        + server.peerUrls().get(0) + ", " + server.clientUrls().get(0) + ", false")
                .sorted()
                .toList();
        assertThat(list.lines()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(json(ctl.run("member", "list", "-w", "json"))
                        .getAsJsonObject()
                        .getAsJsonArray("members"))
                .hasSize(size);
        JsonArray status =
                json(ctl.run("endpoint", "status", "--cluster", "-w", "json")).getAsJsonArray();
        assertThat(status).hasSize(size);
        Set<Long> leaders = new HashSet<>();
        for (JsonElement endpoint : status) {
            JsonObject one = endpoint.getAsJsonObject().getAsJsonObject("Status");
            leaders.add(one.get("leader").getAsBigInteger().longValue());
            assertThat(one.get("version").getAsString()).isEqualTo("3.6.0");
            assertThat(one.get("dbSize").getAsLong()).isPositive();
            assertThat(one.get("raftTerm").getAsLong()).isPositive();
            assertThat(one.has("errors")).isFalse();
        }
        assertThat(leaders).hasSize(1);
        Outcome health = ctl.run("endpoint", "health", "--cluster");
        assertThat(health.exitCode()).as(health.error()).isZero();
        assertThat((health.out() + health.error()).lines())
                .hasSize(size)
                .allMatch(line -> line.contains(" is healthy: successfully committed proposal: took = "));
        awaitTrue(() -> {
            Outcome hashes = ctl.run("endpoint", "hashkv", "--cluster");
            return hashes.exitCode() == 0
                    && hashes.lines().stream()
                                    .map(line -> line.substring(line.indexOf(", ") + 2))
                                    .distinct()
                                    .count()
                            == 1;
        });
        assertThat(ctl.run("alarm", "list")).isEqualTo(new Outcome(0, "", ""));
        for (FairleadServer server : servers) {
            HttpResponse<String> page = get(server, "/health");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).isEqualTo("{\"health\":\"true\",\"reason\":\"\"}");
            assertThat(get(server, "/version").body()).contains("\"etcdserver\":\"3.6.0\"");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void member_addedAsLearner_catchesUpAndIsPromoted(int size) throws Exception {
        Etcdctl ctl = cluster(size, size == 1);
        ctl.run("put", "foo", "bar");
        FairleadServer[] joined = new FairleadServer[1];
        String peerUrl = "http://127.0.0.1:" + FreePort.onLoopback();
        Outcome added = ctl.run("member", "add", "late", "--learner", "--peer-urls=" + peerUrl);
        assertThat(added.exitCode()).as(added.error()).isZero();
        assertThat(added.lines().get(0)).matches("Member +[0-9a-f]+ added to cluster +[0-9a-f]+");
        String id = firstId(added.lines().get(0));
        assertThat(added.lines())
                .contains(
                        "ETCD_NAME=\"late\"",
                        "ETCD_INITIAL_ADVERTISE_PEER_URLS=\"" + peerUrl + "\"",
                        "ETCD_INITIAL_CLUSTER_STATE=\"existing\"");
        assertThat(ctl.run("member", "list").lines()).contains(id + ", unstarted, , " + peerUrl + ", , true");
        assertRefused(
                ctl.run("member", "add", "other", "--peer-urls=" + peerUrl), "etcdserver: Peer URLs already exists");
        assertRefused(
                ctl.run("member", "add", "other", "--learner", "--peer-urls=http://127.0.0.1:1"),
                "etcdserver: too many learner members in cluster");
        assertRefused(
                ctl.run("member", "promote", id),
                "etcdserver: can only promote a learner member which is in sync with leader");
        String initialCluster = added.lines().stream()
                .filter(line -> line.startsWith("ETCD_INITIAL_CLUSTER="))
                .map(line -> line.substring(line.indexOf('"') + 1, line.length() - 1))
                .findFirst()
                .orElseThrow();
        joined[0] = FairleadServer.start(config("late")
                .listenPeerUrls(peerUrl)
                .initialCluster(initialCluster)
                .initialClusterState(ServerConfig.ClusterState.EXISTING)
                .build());
        servers.add(joined[0]);
        joined[0].awaitReady(Duration.ofSeconds(30));
        Etcdctl learner = of(joined[0]);
        assertThat(learner.run("get", "foo", "--consistency=s").out()).isEqualTo("foo\nbar\n");
        assertRefused(learner.run("put", "foo", "baz"), "etcdserver: rpc not supported for learner");
        awaitTrue(() -> ctl.run("member", "promote", id).out().startsWith("Member "));
        assertRefused(ctl.run("member", "promote", id), "etcdserver: can only promote a learner member");
        awaitTrue(() -> learner.run("put", "foo", "baz").out().equals("OK\n"));
        assertThat(ctl.run("get", "foo").out()).isEqualTo("foo\nbaz\n");
        assertThat(ctl.run("member", "list").lines())
                .contains(id + ", started, late, " + peerUrl + ", "
                        + joined[0].clientUrls().get(0) + ", false");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void member_updatedAndRemoved_leavesTheCluster(int size) throws Exception {
        Etcdctl all = cluster(size, false);
        FairleadServer leaving = servers.stream()
                .filter(server -> !server.isLeader())
                .findFirst()
                .orElseThrow();
        FairleadServer staying =
                servers.stream().filter(server -> server != leaving).findFirst().orElseThrow();
        Etcdctl ctl = of(staying);
        String id = hex(leaving.memberId());
        assertRefused(
                ctl.run(
                        "member",
                        "update",
                        id,
                        "--peer-urls=" + staying.peerUrls().get(0)),
                "etcdserver: Peer URLs already exists");
        assertThat(ctl.run(
                                "member",
                                "update",
                                id,
                                "--peer-urls=" + leaving.peerUrls().get(0))
                        .out())
                .matches("Member +" + id + " updated in cluster +[0-9a-f]+\n");
        assertThat(ctl.run("member", "remove", id).out())
                .matches("Member +" + id + " removed from cluster +[0-9a-f]+\n");
        assertThat(ctl.run("member", "list").lines()).hasSize(size - 1).noneMatch(line -> line.startsWith(id));
        assertRefused(ctl.run("member", "remove", id), "etcdserver: member not found");
        assertThat(leaving.ended().get(60, TimeUnit.SECONDS)).isNotEmpty();
        assertThat(all.run("put", "still", "here").out()).isEqualTo("OK\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void leadership_moved_goesWhereItIsTold(int size) throws Exception {
        Etcdctl ctl = cluster(size, true);
        FairleadServer leader =
                servers.stream().filter(FairleadServer::isLeader).findFirst().orElseThrow();
        FairleadServer target = servers.stream()
                .filter(server -> !server.isLeader())
                .findFirst()
                .orElseThrow();
        assertThat(ctl.run("move-leader", hex(target.memberId())).out())
                .isEqualTo("Leadership transferred from " + hex(leader.memberId()) + " to " + hex(target.memberId())
                        + "\n");
        assertThat(target.isLeader()).isTrue();
        assertRefused(ctl.run("move-leader", "123"), "etcdserver: bad leader transferee");
    }

    @Test
    void cluster_withoutQuorum_isUnhealthy() throws Exception {
        cluster(3, true);
        servers.get(0).kill();
        servers.get(1).kill();
        FairleadServer last = servers.get(2);
        awaitTrue(() -> get(last, "/health").statusCode() == 503);
        assertThat(get(last, "/livez").body()).isEqualTo("ok\n");
        assertThat(get(last, "/health?serializable=true").statusCode()).isEqualTo(200);
        Outcome status = of(last).run("endpoint", "status");
        assertThat(status.exitCode()).isZero();
        awaitTrue(() -> of(last).run("endpoint", "status").out().contains("etcdserver: no leader"));
        Outcome health = of(last).run("endpoint", "health", "--command-timeout=1s");
        assertThat(health.exitCode()).isEqualTo(1);
        assertThat(health.error()).contains(" is unhealthy: failed to commit proposal: ");
    }

    private static void assertRefused(Outcome outcome, String words) {
        assertThat(outcome.error()).contains("Error: " + words);
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    private static JsonElement json(Outcome outcome) {
        assertThat(outcome.exitCode()).as(outcome.error()).isZero();
        return JsonParser.parseString(outcome.out());
    }

    private static HttpResponse<String> get(FairleadServer server, String path)
            throws IOException, InterruptedException {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create(server.clientUrls().get(0) + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    /** Asks until it is so; each question takes a while by itself. */
    private static void awaitTrue(Callable<Boolean> question) throws Exception {
        for (int i = 0; i < 200; i++) {
            if (question.call()) {
                return;
            }
        }
        throw new AssertionError("did not come to pass");
    }

    private static String firstId(String line) {
        Matcher id = Pattern.compile("[0-9a-f]{8,16}").matcher(line);
        assertThat(id.find()).isTrue();
        return id.group();
    }

    private static String hex(long id) {
        return Long.toHexString(id);
    }
}
