package io.fairlead.server.raft.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/raft-scenarios.md}: what it names is there, and it names every transcript. */
class ScenariosTest {
    private static final Path PAGE = Path.of("..", "docs", "raft-scenarios.md");
    private static final Path TESTS = Path.of("src", "test", "java", "io", "fairlead", "server", "raft");
    private static final Pattern TRANSCRIPT = Pattern.compile("`(\\w+\\.txt)`");
    private static final Pattern METHOD = Pattern.compile("`(\\w+)#(\\w+)`");

    @Test
    void transcripts_areThoseThatThePageNames() throws IOException {
        TreeSet<String> named = new TreeSet<>();
        TRANSCRIPT.matcher(Files.readString(PAGE)).results().forEach(match -> named.add(match.group(1)));
        assertThat(named)
                .containsExactlyElementsOf(TranscriptTest.transcripts()
                        .map(file -> file.getFileName().toString())
                        .toList());
    }

    @Test
    void tests_thatThePageNames_exist() throws IOException {
        Matcher names = METHOD.matcher(Files.readString(PAGE));
        int count = 0;
        while (names.find()) {
            assertThat(sourceOf(names.group(1))).contains(" void " + names.group(2) + "(");
            count++;
        }
        assertThat(count).isGreaterThan(20);
    }

    private static String sourceOf(String test) throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            List<Path> found = files.filter(
                            file -> file.getFileName().toString().equals(test + ".java"))
                    .toList();
            assertThat(found).as(test).hasSize(1);
            return Files.readString(found.get(0));
        }
    }
}
