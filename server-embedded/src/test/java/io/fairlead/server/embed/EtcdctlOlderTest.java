package io.fairlead.server.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.server.embed.Etcdctl.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The real etcdctl in its v2 mode against the older face. Runs where there is one, as {@link EtcdctlTest}. */
@Timeout(120)
class EtcdctlOlderTest {
    private final List<FairleadServer> servers = new ArrayList<>();

    private Etcdctl cluster(int size) throws Exception {
        Optional<Path> found = Etcdctl.find();
        assumeTrue(found.isPresent(), "no etcdctl in -Detcd.bin and none on the PATH: skipped");
        List<ServerConfig> configs = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            configs.add(ServerConfig.builder()
                    .name("m" + i)
                    .listenPeerUrls("http://127.0.0.1:0")
                    .listenClientUrls("http://127.0.0.1:0")
                    .strictReconfigCheck(false)
                    .unsafeNoFsync(true)
                    .http(HttpConfig.defaults().withV2(true))
                    .build());
        }
        servers.addAll(FairleadServer.startAll(configs));
        for (FairleadServer server : servers) {
            server.awaitReady(Duration.ofSeconds(30));
        }
        return Etcdctl.older(found.orElseThrow(), servers.get(0).clientUrls());
    }

    @AfterEach
    void stop() {
        servers.forEach(FairleadServer::kill);
    }

    @Test
    void walkthroughCommands_onThreeMembers_printAsOnEtcd() throws Exception {
        Etcdctl ctl = cluster(3);
        Outcome health = ctl.run("cluster-health");
        assertThat(health.exitCode()).isZero();
        assertThat(health.lines()).hasSize(4).last().isEqualTo("cluster is healthy");
        assertThat(ctl.run("set", "/message", "hello")).isEqualTo(new Outcome(0, "hello\n", ""));
        assertThat(ctl.run("get", "--quorum", "/message")).isEqualTo(new Outcome(0, "hello\n", ""));
        assertThat(ctl.run("get", "--quorum", "/missing"))
                .isEqualTo(new Outcome(4, "", "Error:  100: Key not found (/missing) [2]\n"));
        assertThat(ctl.run("mk", "/message", "again"))
                .isEqualTo(new Outcome(4, "", "Error:  105: Key already exists (/message) [2]\n"));
        assertThat(ctl.run("mk", "/dir/a", "1")).isEqualTo(new Outcome(0, "1\n", ""));
        assertThat(ctl.run("update", "/dir/a", "2").out()).isEqualTo("2\n");
        assertThat(ctl.run("set", "--swap-with-value", "2", "/dir/a", "3").out())
                .isEqualTo("3\n");
        assertThat(ctl.run("ls", "-r", "--quorum", "/").out()).isEqualTo("/dir\n/dir/a\n/message\n");
        assertThat(ctl.run("rm", "/dir/a").out()).isEqualTo("PrevNode.Value: 3\n");
        assertThat(ctl.run("mkdir", "/made").exitCode()).isZero();
        assertThat(ctl.run("rmdir", "/made").exitCode()).isZero();
        assertThat(ctl.run("set", "--ttl", "100", "/t", "v").out()).isEqualTo("v\n");
        assertThat(ctl.run("member", "list").lines())
                .hasSize(3)
                .allMatch(line -> line.matches(
                        "[0-9a-f]+: name=m\\d peerURLs=http\\S+ clientURLs=http\\S+ isLeader=(true|false)"))
                .filteredOn(line -> line.endsWith("isLeader=true"))
                .hasSize(1);
    }

    @Test
    void members_addedAndRemoved_printAsOnEtcd() throws Exception {
        Etcdctl ctl = cluster(3);
        Outcome added = ctl.run("member", "add", "node4", "http://127.0.0.1:7");
        assertThat(added.exitCode()).as(added.error()).isZero();
        assertThat(added.lines().get(0)).matches("Added member named node4 with ID [0-9a-f]+ to cluster");
        assertThat(added.lines()).contains("ETCD_NAME=\"node4\"", "ETCD_INITIAL_CLUSTER_STATE=\"existing\"");
        Outcome health = ctl.run("cluster-health");
        assertThat(health.exitCode()).isEqualTo(5);
        assertThat(health.lines()).last().isEqualTo("cluster is degraded");
        String id = added.lines().get(0).replaceAll(".* ID ([0-9a-f]+) .*", "$1");
        assertThat(ctl.run("member", "update", id, "http://127.0.0.1:9").out())
                .isEqualTo("Updated member with ID " + id + " in cluster\n");
        assertThat(ctl.run("member", "remove", id).out()).isEqualTo("Removed member " + id + " from cluster\n");
    }
}
