package io.fairlead.samples.walkthrough;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How the walkthrough fails, with scripts in place of the program; .ci/run runs the real one. */
@Timeout(120)
class WalkthroughTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void member_thatDoesNotStart_endsWith1AndItsLog() throws IOException {
        assertThat(run("echo 'no luck today'; exit 7")).isEqualTo(1);
        assertThat(text())
                .contains("FAILED: node-a ended with 7:")
                .contains("no luck today")
                .contains("The members' logs and data are in ");
    }

    @Test
    void command_thatSaysSomethingElse_endsWith1AndLeavesNoProcess() throws IOException {
        Path pidFile = folder.resolve("pid");
        int exitCode = run("case \"$1\" in server) echo $$ >" + pidFile
                + "; echo ready to serve client requests; exec sleep 600;; cluster-health) echo member 1 is healthy:"
                + " got healthy result from x; echo cluster is healthy;; *) echo something else;; esac");
        assertThat(exitCode).isEqualTo(1);
        assertThat(text())
                .contains("$ fairlead set one uno\nsomething else\n")
                .contains("FAILED: \"fairlead set one uno\" should print uno");
        long pid = Long.parseLong(Files.readString(pidFile).strip());
        Optional<ProcessHandle> member = ProcessHandle.of(pid);
        assertThat(member.map(ProcessHandle::isAlive).orElse(false)).isFalse();
    }

    @Test
    void etcdctl_thatIsGiven_typesTheCommandsToMembersWithTheOlderApi() throws IOException {
        Path etcdctl = folder.resolve("etcdctl");
        Files.writeString(
                etcdctl,
                "#!/bin/sh\ncase \"$1\" in cluster-health) echo member 1 is healthy: got healthy result from x; "
                        + "echo cluster is healthy;; *) echo no luck today; exit 1;; esac\n");
        assertThat(etcdctl.toFile().setExecutable(true)).isTrue();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        List<String> member =
                List.of("/bin/sh", "-c", "echo ready to serve client requests; exec sleep 600", "fairlead");
        assertThat(new Walkthrough(member, Optional.of(etcdctl.toString()), false, stream).run())
                .isEqualTo(1);
        assertThat(text())
                .containsPattern("fairlead server --name node-a .* --enable-v2 ")
                .contains("$ etcdctl set one uno\nno luck today\n")
                .contains("FAILED: \"etcdctl set one uno\" should print uno");
    }

    @Test
    void addresses_areDifferentAndFree() throws IOException {
        List<Address> addresses = Address.choose(5);
        assertThat(addresses.stream().map(Address::peerUrl).distinct()).hasSize(5);
        assertThat(addresses.stream().map(Address::clientUrl).distinct()).hasSize(5);
    }

    private int run(String script) throws IOException {
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        return new Walkthrough(List.of("/bin/sh", "-c", script, "fairlead"), Optional.empty(), false, stream).run();
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
