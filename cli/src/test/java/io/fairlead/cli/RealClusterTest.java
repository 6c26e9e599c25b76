package io.fairlead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.server.embed.FairleadServer;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Lines typed against three real members. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealClusterTest {
    private Servers servers;

    @BeforeAll
    void start() throws IOException, InterruptedException, TimeoutException {
        servers = Servers.start(3);
    }

    @AfterAll
    void stop() {
        servers.close();
    }

    @Test
    void keys_arePutGotAndRemoved() {
        assertThat(run("put", "k1", "v1").out()).isEqualTo("OK\n");
        assertThat(run("put", "k2", "v2").out()).isEqualTo("OK\n");
        assertThat(run("put", "k2", "v3", "--prev-kv").out()).isEqualTo("OK\nk2\nv2\n");
        assertThat(run("get", "k", "--prefix").out()).isEqualTo("k1\nv1\nk2\nv3\n");
        assertThat(run("get", "k", "--prefix", "--limit=1", "--sort-by=KEY", "--order=DESCEND")
                        .out())
                .isEqualTo("k2\nv3\n");
        assertThat(run("del", "k", "--prefix").out()).isEqualTo("2\n");
        assertThat(run("get", "k1")).isEqualTo(new Typed(0, "", ""));
    }

    @Test
    void txn_decidesAndActs() {
        Typed first = Typed.line("txn")
                .reading("create(\"t\") = \"0\"\n\nput t 1\nget t\n\nget t\n\n")
                .at(servers.endpoints())
                .run();
        assertThat(first.out()).isEqualTo("SUCCESS\n\nOK\n\nt\n1\n");
        Typed second = Typed.line("txn")
                .reading("create(\"t\") = \"0\"\n\nput t 2\n\nget t\n\n")
                .at(servers.endpoints())
                .run();
        assertThat(second.out()).isEqualTo("FAILURE\n\nt\n1\n");
    }

    @Test
    void refusals_areEtcds() {
        assertThat(run("put", "", "v")).isEqualTo(new Typed(1, "", "Error: etcdserver: key is not provided\n"));
        assertThat(run("put", "missing", "--ignore-value"))
                .isEqualTo(new Typed(1, "", "Error: etcdserver: key not found\n"));
        assertThat(run("get", "k", "--rev=999999"))
                .isEqualTo(new Typed(1, "", "Error: etcdserver: mvcc: required revision is a future revision\n"));
        assertThat(run("member", "remove", "12")).isEqualTo(new Typed(1, "", "Error: etcdserver: member not found\n"));
        assertThat(Typed.line("put", "k")
                        .reading("x".repeat(1_600_000))
                        .at(servers.endpoints())
                        .run())
                .isEqualTo(new Typed(1, "", "Error: etcdserver: request is too large\n"));
    }

    @Test
    void endpoints_areHealthyAndAgree() {
        assertThat(run("endpoint", "health").exitCode()).isZero();
        assertThat(run("endpoint", "status", "--cluster").out().lines()).hasSize(3);
        assertThat(run("member", "list").out().lines()).hasSize(3).allMatch(line -> line.contains(", started, m"));
    }

    @Test
    void leadership_isHandedOver() {
        FairleadServer target = servers.follower();
        String id = Long.toHexString(target.memberId());
        Typed typed = run("move-leader", id);
        assertThat(typed.exitCode()).as(typed.err()).isZero();
        assertThat(typed.out()).startsWith("Leadership transferred from ").endsWith(" to " + id + "\n");
    }

    @Test
    void olderSpellings_keepTheirTree() {
        assertThat(older("set", "tree/leaf", "green").out()).isEqualTo("green\n");
        assertThat(older("get", "tree/leaf").out()).isEqualTo("green\n");
        assertThat(older("get", "tree")).isEqualTo(new Typed(1, "", "/tree: is a directory\n"));
        assertThat(older("set", "tree", "x").err()).startsWith("Error:  102: Not a file (/tree) [");
        assertThat(older("set", "tree/leaf/x", "y").err()).startsWith("Error:  104: Not a directory (/tree/leaf) [");
        assertThat(older("mk", "tree/leaf", "x").err()).startsWith("Error:  105: Key already exists (/tree/leaf) [");
        assertThat(older("update", "tree/none", "x").err()).startsWith("Error:  100: Key not found (/tree/none) [");
        assertThat(older("rm", "tree").err()).startsWith("Error:  102: Not a file (/tree) [");
        assertThat(older("ls", "-r", "tree").out()).isEqualTo("/tree/leaf\n");
        assertThat(older("rm", "-r", "tree").exitCode()).isZero();
        assertThat(older("get", "tree/leaf").exitCode()).isEqualTo(4);
    }

    @Test
    void clusterHealth_allMembersServe_isHealthy() {
        Typed typed = Typed.line("cluster-health").at(servers.endpoints()).run();
        assertThat(typed.exitCode()).as(typed.out()).isZero();
        assertThat(typed.out().lines()).hasSize(4).last().isEqualTo("cluster is healthy");
    }

    private Typed run(String... words) {
        return Typed.line(words).at(servers.endpoints()).run();
    }

    private Typed older(String... words) {
        return Typed.line(words)
                .older()
                .at(servers.leader().clientUrls().get(0))
                .run();
    }
}
