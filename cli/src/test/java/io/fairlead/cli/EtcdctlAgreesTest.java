package io.fairlead.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.server.embed.FairleadServer;
import io.fairlead.server.embed.ServerConfig;
import io.fairlead.testing.FreePorts;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
        String peerUrl = "http://127.0.0.1:" + FreePorts.onLoopback(1).get(0);
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

    /** Each program has a cluster of its own, in the same state, so that writes can be compared too. */
    private static void compare(Etcdctl etcdctl, Servers theirs, Servers ours, String line, String stdin)
            throws IOException, InterruptedException {
        String[] words = Said.words(line);
        Typed said = etcdctl.run(theirs.endpoints(), stdin, words);
        Typed wesay = Typed.line(words).reading(stdin).at(ours.endpoints()).run();
        assertThat(Said.normal(wesay)).as(line + " < " + stdin).isEqualTo(Said.normal(said));
    }
}
