package io.fairlead.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Scripts that teach shells our words. */
@Timeout(60)
class CompletionTest {
    @TempDir
    Path dir;

    @Test
    void bash_afterAGroup_offersItsCommands() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no bash");
        assertThat(completed("fairlead", "mem")).containsExactly("member");
        assertThat(completed("fairlead", "member", "")).contains("add", "list", "promote", "remove", "update");
        assertThat(completed("fairlead", "role", "grant-permission", "--pre")).containsExactly("--prefix");
        assertThat(completed("fairlead", "put", "--lea")).containsExactly("--lease=");
    }

    @Test
    void everyShell_hasEveryCommand() {
        for (String shell : List.of("bash", "zsh", "fish", "powershell")) {
            String script = Typed.line("completion", shell).run().out();
            for (String name : CommandTable.NEWER.names()) {
                for (String word : name.split(" ", -1)) {
                    assertThat(script).as(shell).contains(word);
                }
            }
        }
    }

    /** What bash offers for the last of the words. */
    private List<String> completed(String... words) throws Exception {
        Path script = dir.resolve("script");
        Files.writeString(
                script,
                Typed.line("completion", "bash").run().out() + "COMP_WORDS=(\"$@\")\nCOMP_CWORD=$(($# - 1))\n"
                        + "compopt() { :; }\n_fairlead\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n");
        List<String> command = new java.util.ArrayList<>(List.of("/bin/bash", script.toString()));
        command.addAll(List.of(words));
        Process bash = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(said).isZero();
        return said.lines().toList();
    }
}
