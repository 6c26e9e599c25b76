package io.fairlead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The snapshot commands on a file saved from etcd 3.5.16; what they print is what etcdutl prints of it. */
@Timeout(120)
class SnapshotCommandsTest {
    private static final Path RECORDED =
            Path.of("..", "server-embedded", "src", "test", "resources", "golden", "files", "snapshot-small.db");

    @TempDir
    Path dir;

    @Test
    void status_inEachFormat_isEtcdutls() {
        assertThat(run("status", RECORDED)).isEqualTo(new Typed(0, "11d0f995, 53, 67, 57 kB\n", ""));
        assertThat(run("status", RECORDED, "-w", "json").out())
                .isEqualTo("{\"hash\":298908053,\"revision\":53,\"totalKey\":67,\"totalSize\":57344}\n");
        assertThat(run("status", RECORDED, "-w", "fields").out())
                .isEqualTo("\"Hash\" : 298908053\n\"Revision\" : 53\n\"Keys\" : 67\n\"Size\" : 57344\n");
        assertThat(run("status", RECORDED, "-w", "table").out()).isEqualTo("""
            +----------+----------+------------+------------+
            |   HASH   | REVISION | TOTAL KEYS | TOTAL SIZE |
            +----------+----------+------------+------------+
            | 11d0f995 |       53 |         67 |      57 kB |
            +----------+----------+------------+------------+
            """);
        assertThat(run("status", RECORDED, "-w", "protobuf"))
                .isEqualTo(new Typed(4, "", "Error: protobuf not supported as output format\n"));
    }

    @Test
    void wrongArguments_areRefusedInEtcdsWords() {
        assertThat(run("status"))
                .isEqualTo(new Typed(128, "", "Error: snapshot status requires exactly one argument\n"));
        assertThat(run("restore"))
                .isEqualTo(new Typed(128, "", "Error: snapshot restore requires exactly one argument\n"));
        assertThat(run("save")).isEqualTo(new Typed(128, "", "Error: snapshot save expects one argument\n"));
        assertThat(run("save", "--endpoints", "a:1,b:2", "x"))
                .isEqualTo(new Typed(
                        5, "", "Error: snapshot must be requested to one selected node, not multiple [a:1 b:2]\n"));
        assertThat(run("restore", RECORDED, "--bump-revision", "1"))
                .isEqualTo(new Typed(128, "", "Error: --mark-compacted required if --revision-bump > 0\n"));
        assertThat(run("restore", RECORDED, "--mark-compacted").exitCode()).isEqualTo(128);
        assertThat(run("restore", RECORDED, "--name", "foo", "--data-dir", dir.resolve("d")))
                .isEqualTo(new Typed(
                        1, "", "Error: couldn't find local name \"foo\" in the initial cluster configuration\n"));
    }

    @Test
    void missingFile_isToldByItsName() {
        assertThat(run("status", "nofile"))
                .isEqualTo(new Typed(1, "", "Error: stat nofile: no such file or directory\n"));
        Typed restore = run("restore", "nofile", "--data-dir", dir.resolve("d"));
        assertThat(restore.exitCode()).isEqualTo(1);
        assertThat(restore.err()).endsWith("Error: open nofile: no such file or directory\n");
    }

    @Test
    void damagedFile_isRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(RECORDED);
        bytes[30_000] ^= 1;
        Path damaged = Files.write(dir.resolve("damaged.db"), bytes);
        Path cut = Files.write(dir.resolve("cut.db"), Arrays.copyOf(bytes, 50_000));

        Typed restore = run("restore", damaged, "--data-dir", dir.resolve("d"));

        assertThat(restore.exitCode()).isEqualTo(1);
        assertThat(restore.err()).contains("Error: expected sha256 [119 60 ");
        assertThat(names()).containsExactly("cut.db", "damaged.db");
        assertThat(run("status", cut).err()).endsWith("14 pages of 4096 bytes are in use, the file has 50000 bytes\n");
    }

    @Test
    void recordedFile_restored_isADataDirectory() throws IOException {
        Typed restored = run("restore", RECORDED, "--data-dir", dir.resolve("d"), "--initial-cluster-token", "tok");

        assertThat(restored.exitCode()).isZero();
        assertThat(restored.err())
                .contains("\"msg\":\"restoring snapshot\"")
                .contains("\"msg\":\"added member\"", "\"added-peer-peer-urls\":[\"http://localhost:2380\"]")
                .contains("\"msg\":\"restored snapshot\"");
        assertThat(names()).containsExactly("d");
        assertThat(run("restore", RECORDED, "--data-dir", dir.resolve("d")).err())
                .endsWith("Error: data-dir \"" + dir.resolve("d") + "\" not empty or could not be read\n");
    }

    @Test
    void snapshotOfAMember_savedAndRead_isWhole() throws Exception {
        Path file = dir.resolve("saved.db");
        try (Servers servers = Servers.start(1)) {
            Typed.line("put", "k", "v").at(servers.endpoints()).run();

            Typed saved = Typed.line("snapshot", "save", file.toString())
                    .at(servers.endpoints())
                    .run();

            assertThat(saved.exitCode()).as(saved.err()).isZero();
            assertThat(saved.out()).isEqualTo("Snapshot saved at " + file + "\n");
            assertThat(saved.err()).contains("\"msg\":\"fetched snapshot\"", "\"msg\":\"saved\"");
        }
        assertThat(names()).containsExactly("saved.db");
        assertThat(run("status", file).out()).matches("[0-9a-f]+, 2, \\d+, \\d+ kB\n");
        assertThat(run("restore", file, "--data-dir", dir.resolve("d")).exitCode())
                .isZero();
    }

    @Test
    void save_whereNobodyAnswers_leavesNoFile() throws IOException {
        Typed saved = run("save", "--endpoints", "127.0.0.1:1", "--command-timeout", "300ms", dir.resolve("saved.db"));

        assertThat(saved.exitCode()).isEqualTo(5);
        assertThat(saved.err()).endsWith("Error: context deadline exceeded\n");
        assertThat(names()).isEmpty();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static Typed run(String command, Object... words) {
        return Typed.line(Stream.concat(
                                Stream.of("snapshot", command),
                                Arrays.stream(words).map(String::valueOf))
                        .toArray(String[]::new))
                .run();
    }
}
