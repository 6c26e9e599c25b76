package io.fairlead.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.server.embed.FairleadServer;
import io.fairlead.server.embed.ServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The real etcdctl works against our members, and our commands say what it says: the same line, typed for both, gives the
 * same standard output, the same complaint and the same number. Needs an etcdctl in {@code -Detcd.bin=DIR} or on the PATH;
 * with FAIRLEAD_REQUIRE_ETCD=1 in the environment its absence is a failure.
 */
@Timeout(300)
class EtcdctlAgreesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String[] LINES = {
        "put foo bar",
        "put foo bar2 --prev-kv",
        "put fop other",
        "put foo --ignore-value --prev-kv",
        "put none --ignore-value",
        "put '' v",
        "put k v --lease=123",
        "put k v --lease=zz",
        "get foo",
        "get foo --hex",
        "get foo -w json",
        "get foo -w fields",
        "get foo -w table",
        "get foo -w bogus",
        "get missing",
        "get missing -w json",
        "get f --prefix",
        "get f --prefix --limit=1 -w json",
        "get f --prefix --keys-only",
        "get f --prefix --print-value-only",
        "get '' --from-key --keys-only -w json",
        "get f --prefix --count-only -w fields",
        "get f --prefix --sort-by=MODIFY --order=DESCEND",
        "get f --prefix --sort-by=VERSION",
        "get foo --rev=2",
        "get foo --rev=2 -w json",
        "get foo --rev=99999",
        "get foo --consistency=s",
        "get foo --sort-by=bogus",
        "get foo --count-only",
        "del fop --prev-kv",
        "del fop",
        "del foo missing -w json",
        "del f --prefix -w fields",
        "compaction 3",
        "compaction 3",
        "compaction 99999",
        "get foo --rev=2",
        "member list",
        "member list -w json",
        "member list -w json --hex",
        "member list -w table",
        "member list -w fields",
        "member remove 12",
        "member promote 12",
        "member update 12 --peer-urls=http://127.0.0.1:1",
        "member add n --peer-urls=bad",
        "member add n",
        "endpoint status",
        "endpoint status -w json",
        "endpoint status -w table",
        "endpoint status --cluster",
        "endpoint health",
        "endpoint health -w json",
        "endpoint hashkv",
        "endpoint hashkv -w json",
        "endpoint hashkv --cluster",
        "alarm list",
        "alarm list -w json",
        "alarm disarm",
        "move-leader 12",
        "watch",
        "watch foo --",
        "watch foo --rev=2",
        "watch foo --rev=2 -w json",
        "watch foo --rev=2 -w fields",
        "lease grant",
        "lease grant 0x",
        "lease grant 500",
        "lease grant 500 -w json",
        "lease grant 500 -w fields",
        "lease grant 500 -w table",
        "lease grant 9000000001",
        "lease timetolive 123456",
        "lease timetolive 123456 --keys -w json",
        "lease timetolive 123456 --keys -w fields",
        "lease timetolive zz",
        "lease timetolive",
        "lease keep-alive 123456",
        "lease keep-alive --once 123456",
        "lease keep-alive zz",
        "lease revoke 123456",
        "lease revoke zz",
        "lease revoke",
        "lock",
        "lock name -- sh -c true",
        "lock name -- sh -c false",
        "lock name -- /no/such/program",
        "elect",
        "elect a",
        "elect a b c",
        "elect -l a b",
        "defrag",
        "defrag --cluster",
        "auth status",
        "auth status -w json",
        "auth status -w fields",
        "auth enable x",
        "auth enable",
        "auth disable",
        "user list",
        "user add",
        "user add :x",
        "user add u1:p",
        "user add u1:p",
        "user add u2 --new-user-password=p -w json",
        "user add u3 --no-password -w fields",
        "user add u4 --interactive=false",
        "user passwd u4 --interactive=false",
        "user passwd none --interactive=false",
        "user passwd",
        "role add r1",
        "role add r1",
        "role add r2 -w json",
        "role add ''",
        "role add",
        "role grant-permission",
        "role grant-permission r1 exec a",
        "role grant-permission none read a",
        "role grant-permission r1 read k",
        "role grant-permission r1 readwrite p/ --prefix",
        "role grant-permission r1 write o zz -w fields",
        "role grant-permission r1 read f --from-key -w json",
        "role grant-permission r2 READ '' --prefix",
        "role grant-permission r1 read a b --prefix",
        "role grant-permission r1 read a b --from-key",
        "role grant-permission r1 read a --prefix --from-key",
        "role get r1",
        "role get r1 -w json",
        "role get r1 -w fields",
        "role get r2",
        "role get none",
        "role list",
        "role list -w json",
        "role list -w fields",
        "role list x",
        "user grant-role u1 r1",
        "user grant-role u1 r2 -w json",
        "user grant-role u1 none",
        "user grant-role u1",
        "user get u1",
        "user get u1 -w json",
        "user get u1 -w fields",
        "user get u1 --detail",
        "user get u1 --detail -w json",
        "user get none",
        "user get",
        "user list",
        "user list -w json",
        "user list -w fields",
        "role revoke-permission r1 k",
        "role revoke-permission r1 k",
        "role revoke-permission r1 p/ --prefix",
        "role revoke-permission r1 o zz",
        "role revoke-permission r1 f --from-key",
        "role revoke-permission r1",
        "user revoke-role u1 r2",
        "user revoke-role u1 r2",
        "user revoke-role u1",
        "role delete r2",
        "role delete r2",
        "role delete",
        "user delete u4",
        "user delete u4",
        "user delete",
        "check perf --load=bogus",
        "check datascale --load=bogus",
        "make-mirror",
        "make-mirror a --dest-prefix=b --no-dest-prefix",
        "get foo --user=u1:wrong",
        "get foo --cert=/no/such/file",
        "get foo --cacert=/no/such/file",
        "user add root:r",
        "auth enable",
        "auth status",
        "get foo",
        "get k --user=u1:p",
        "get foo --user=u1:p",
        "get foo --user=u1:wrong",
        "get foo --user=u1 --password=wrong",
        "get foo --user=root:r -w json",
        "put foo bar --user=u1 --password=p",
        "user get u1 --user=u1:p",
        "user get root --user=u1:p",
        "user list --user=u1:p",
        "endpoint health --user=u1:p",
        "endpoint health --user=u1:wrong",
        "endpoint status --user=root:r",
        "endpoint hashkv --user=root:r",
        "defrag --user=root:r",
        "member list --user=root:r",
        "lock b --user=u1:p -- sh -c true",
        "lock b --user=u1:wrong",
        "elect b p --user=u1:p",
        "watch b --user=u1:p",
        "watch b --user=u1:p -w json",
        "watch b --user=u1:wrong",
        "auth disable --user=root:r",
        "auth status --user=root:r",
    };

    private static final String[] TXNS = {
        "mod(\"foo\") > \"0\"\n\nput foo a\nget foo\n\nput foo b\nget foo\ndel missing\n\n",
        "version(\"foo\") = \"0\"\n\nget foo\n\nput t \"a b\"\nget t\n\n",
        "\nput d 1\nput d 2\n\n\n",
        "bogus\n\n\n\n",
        ""
    };

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void sameLine_saysTheSame(int members) throws IOException, InterruptedException, TimeoutException {
        Etcdctl etcdctl = etcdctl();
        try (Servers theirs = Servers.start(members);
                Servers ours = Servers.start(members)) {
            for (String line : LINES) {
                compare(etcdctl, theirs, ours, line, "");
            }
            for (String txn : TXNS) {
                compare(etcdctl, theirs, ours, "txn", txn);
                compare(etcdctl, theirs, ours, "txn -w json", txn);
                compare(etcdctl, theirs, ours, "txn -w fields", txn);
            }
        }
    }

    /** A cluster grows by a learner, which is promoted, leads, and goes; every step is etcdctl's. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void etcdctl_changesTheMembership(int members) throws IOException, InterruptedException, TimeoutException {
        Etcdctl etcdctl = etcdctl();
        String peerUrl = "http://127.0.0.1:" + freePort();
        try (Servers servers = Servers.start(members)) {
            Typed added = until(
                    etcdctl, servers.endpoints(), "member", "add", "extra", "--learner", "--peer-urls=" + peerUrl);
            Matcher cluster = Pattern.compile("ETCD_INITIAL_CLUSTER=\"(.*)\"").matcher(added.out());
            assertThat(cluster.find()).as(added.out()).isTrue();
            ServerConfig config = ServerConfig.builder()
                    .name("extra")
                    .listenPeerUrls(peerUrl)
                    .listenClientUrls("http://127.0.0.1:0")
                    .initialCluster(cluster.group(1))
                    .initialClusterState(ServerConfig.ClusterState.EXISTING)
                    .unsafeNoFsync(true)
                    .build();
            try (FairleadServer extra = FairleadServer.start(config)) {
                extra.awaitReady(PATIENCE);
                String id = Long.toHexString(extra.memberId());
                assertThat(etcdctl.run(servers.endpoints(), "", "member", "list")
                                .out())
                        .contains(id + ", started, extra, " + peerUrl)
                        .contains(", true\n");
                until(etcdctl, servers.endpoints(), "member", "promote", id);
                until(etcdctl, servers.endpoints(), "move-leader", id);
                assertThat(extra.isLeader()).isTrue();
                until(etcdctl, servers.endpoints(), "member", "remove", id);
                assertThat(etcdctl.run(servers.endpoints(), "", "member", "list")
                                .out()
                                .lines())
                        .hasSize(members);
            }
        }
    }

    /** Types a line again until the cluster is ready for it: members must have been connected for five seconds. */
    private static Typed until(Etcdctl etcdctl, String endpoints, String... words)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Typed typed = etcdctl.run(endpoints, "", words);
        while (typed.exitCode() != 0 && System.nanoTime() < end) {
            typed = etcdctl.run(endpoints, "", words);
        }
        assertThat(typed.exitCode()).as(String.join(" ", words) + ": " + typed).isZero();
        return typed;
    }

    private static Etcdctl etcdctl() {
        Optional<Etcdctl> found = Etcdctl.find();
        boolean isRequired = "1".equals(System.getenv("FAIRLEAD_REQUIRE_ETCD"));
        assumeTrue(found.isPresent() || isRequired, "no etcdctl in -Detcd.bin and none on the PATH");
        return found.orElseThrow();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Each program has a cluster of its own, in the same state, so that writes can be compared too. */
    private static void compare(Etcdctl etcdctl, Servers theirs, Servers ours, String line, String stdin)
            throws IOException, InterruptedException {
        String[] words = line.replace("''", "\u0000").split(" ", -1);
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].replace("\u0000", "");
        }
        Typed said = etcdctl.run(theirs.endpoints(), stdin, words);
        Typed wesay = Typed.line(words).reading(stdin).at(ours.endpoints()).run();
        assertThat(normal(wesay)).as(line + " < " + stdin).isEqualTo(normal(said));
    }

    /**
     * Leaves out what differs between any two clusters or moments: ids, ports, times, sizes, terms and log positions; and on
     * standard error what is neither a complaint nor about an endpoint.
     */
    private static Typed normal(Typed typed) {
        String complaint = typed.err()
                .lines()
                .filter(line -> line.startsWith("Error") || line.startsWith("Failed") || line.contains("is unhealthy"))
                .collect(Collectors.joining("\n"));
        return new Typed(typed.exitCode(), normal(typed.out()), normal(complaint));
    }

    private static String normal(String text) {
        return text.replaceAll("\\bm[1-5]\\b", "NAME")
                // Fields of the wire since 3.6, which etcdctl 3.5 does not know.
                .replaceAll(",\"storageVersion\":\"3.6.0\",\"dbSizeQuota\":\\d+,\"downgradeInfo\":\\{}", "")
                .replaceAll(",\"hash_revision\":\\d+", "")
                .replaceAll("127\\.0\\.0\\.1:\\d+", "ADDRESS")
                // Drawn ids may begin with zeros; one with fewer than twelve digits is one in a million.
                .replaceAll("\\b\\d{14,20}\\b", "ID")
                .replaceAll("\\b[0-9a-f]{12,16}\\b", "ID")
                .replaceAll("[0-9.]+(ns|µs|ms|s)\\b", "TIME")
                .replaceAll(
                        "(?i)(\"?(dbSize|dbSizeInUse|raftIndex|raftAppliedIndex|raft_?term|hash)\"? ?: ?)\\d+", "$1N")
                .replaceAll(", [0-9.]+ [kM]?B, (true|false), (true|false), \\d+, \\d+, \\d+", ", STATUS")
                .replaceAll("(ADDRESS, )\\d+", "$1HASH")
                .replaceAll("\\| +[0-9.]+ [kM]?B \\|(.*)\\| +\\d+ \\| +\\d+ \\| +\\d+ \\|", "| STATUS |")
                .replaceAll("-{3,}", "---")
                .replaceAll(" {2,}", " ");
    }
}
