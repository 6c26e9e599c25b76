package io.fairlead.server.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.server.tls.TestAuthority;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real etcdctl against three members with certificates on both ports; where there is an etcdctl. */
@Timeout(120)
class EtcdctlTlsTest {
    @TempDir
    Path dir;

    @Test
    void etcdctl_withCertificatePasswordOrCommonName_isServedByItsRights() throws Exception {
        Optional<Path> program = Etcdctl.find();
        assumeTrue(program.isPresent(), "no etcdctl in -Detcd.bin and none on the PATH: skipped");
        TestAuthority authority = new TestAuthority(dir, "ca");
        authority.issue("root", "root");
        authority.issue("alice", "alice");
        authority.issue("nameless", "nobody");
        new TestAuthority(dir, "other").issue("stranger", "root");
        try (SecureMembers members = SecureMembers.start(dir, authority)) {
            Etcdctl etcdctl = Etcdctl.at(program.orElseThrow(), members.endpoints());
            assertThat(etcdctl.run(as("alice", "put", "a", "1")).lines()).containsExactly("OK");
            assertThat(etcdctl.run(as("alice", "endpoint", "health")).exitCode())
                    .isZero();
            assertThat(etcdctl.run(as("alice", "member", "list")).lines())
                    .hasSize(3)
                    .allSatisfy(line -> assertThat(line).contains("https://127.0.0.1:"));
            assertThat(etcdctl.run(as("stranger", "--dial-timeout=1s", "get", "a"))
                            .exitCode())
                    .isNotZero();

            for (String line : List.of(
                    "user add root:rootpw",
                    "user grant-role root root",
                    "user add alice:alicepw",
                    "role add r",
                    "role grant-permission r readwrite a",
                    "user grant-role alice r",
                    "auth enable")) {
                Etcdctl.Outcome done = etcdctl.run(as("nameless", line.split(" ", -1)));
                assertThat(done.exitCode()).as(line + done.error()).isZero();
            }
            assertThat(etcdctl.run(as("alice", "put", "a", "2")).lines()).containsExactly("OK");
            assertThat(etcdctl.run(as("alice", "put", "b", "2")).error()).contains("permission denied");
            assertThat(etcdctl.run(as("nameless", "--user=alice:alicepw", "put", "a", "3"))
                            .lines())
                    .containsExactly("OK");
            assertThat(etcdctl.run(as("nameless", "--user=alice:wrong", "put", "a", "3"))
                            .error())
                    .contains("authentication failed");
            assertThat(etcdctl.run(as("nameless", "put", "a", "3")).exitCode()).isNotZero();
            assertThat(etcdctl.run(as("root", "user", "list")).lines()).containsExactly("alice", "root");
        }
    }

    private String[] as(String name, String... words) {
        List<String> all = new ArrayList<>(List.of(
                "--cacert=" + dir.resolve("ca.pem"),
                "--cert=" + dir.resolve(name + ".pem"),
                "--key=" + dir.resolve(name + "-key.pem")));
        all.addAll(List.of(words));
        return all.toArray(String[]::new);
    }
}
