package io.fairlead.server.raft.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plays each transcript again and compares. A line that begins with {@code >} is a command; comments ({@code #}) and empty
 * lines stay; everything else is output.
 *
 * <p>{@code -Draft.transcripts=write} writes the output that there is now into the files. Read the diff before it is kept.
 */
class TranscriptTest {
    private static final Path FOLDER = Path.of("src", "test", "resources", "raft");

    static Stream<Path> transcripts() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(FOLDER)) {
            all.filter(file -> file.toString().endsWith(".txt")).sorted().forEach(files::add);
        }
        assertThat(files).as("transcripts").isNotEmpty();
        return files.stream();
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void transcript_playedAgain_saysTheSame(Path file) throws IOException {
        String recorded = Files.readString(file);
        String played = play(recorded);
        if ("write".equals(System.getProperty("raft.transcripts"))) {
            Files.writeString(file, played);
        } else {
            assertThat(played).isEqualTo(recorded);
        }
        assertThat(played).doesNotContain(Harness.FAILED);
    }

    private static String play(String recorded) {
        Harness harness = new Harness();
        StringBuilder played = new StringBuilder();
        for (String line : recorded.lines().toList()) {
            if (line.startsWith("> ")) {
                played.append(line).append('\n');
                harness.run(line.substring(2))
                        .forEach(output -> played.append("  ").append(output).append('\n'));
            } else if (line.startsWith("#") || line.isEmpty()) {
                played.append(line).append('\n');
            }
        }
        return played.toString();
    }
}
