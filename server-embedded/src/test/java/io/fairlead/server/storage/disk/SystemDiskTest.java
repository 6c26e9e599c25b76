package io.fairlead.server.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SystemDiskTest {
    @TempDir
    Path temp;

    private final SystemDisk disk = new SystemDisk();
    private Path file;

    @BeforeEach
    void name() {
        file = temp.resolve("file");
    }

    @Test
    void filesAndDirectories_made_areTheOwnersAlone() throws IOException {
        disk.createDirectories(temp.resolve("a/b"));
        disk.createDirectories(temp.resolve("a/b"));
        disk.open(file).close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve("a/b"))))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void directory_whereAFileIs_isRefusedByName() throws IOException {
        Files.createFile(file);

        assertThatThrownBy(() -> disk.createDirectories(file.resolve("deeper")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
    }

    /** Linux has a file that is always full. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void write_toAFullDisk_isNoSpaceByItsName() throws IOException {
        Path full = Path.of("/dev/full");
        try (DiskFile open = disk.open(full)) {
            assertThatThrownBy(() -> open.write(ByteBuffer.allocate(10), 0))
                    .isInstanceOf(NoSpaceException.class)
                    .hasMessage("no space left on device: /dev/full")
                    .hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void error_inAnotherLanguage_isNoSpaceWhereTheFileSystemHasLessThanWasWanted() {
        IOException unknown = new IOException("Auf dem Ger\u00e4t ist kein Speicherplatz mehr verf\u00fcgbar");

        assertThat(FullDisk.named(unknown, file, Long.MAX_VALUE)).isInstanceOf(NoSpaceException.class);
        assertThat(FullDisk.named(unknown, file, 1)).isSameAs(unknown);
    }

    @Test
    void bytes_written_areReadAtTheirPlace() throws IOException {
        try (DiskFile open = disk.open(file)) {
            open.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 2);
            ByteBuffer read = ByteBuffer.allocate(10);

            assertThat(open.read(read, 1)).isEqualTo(4);
            assertThat(read.array()).startsWith(0, 1, 2, 3);
            assertThat(open.read(ByteBuffer.allocate(1), 5)).isZero();
            open.truncate(3);
            assertThat(open.size()).isEqualTo(3);
        }
    }

    @Test
    void pieceLargerThanOneWrite_isWrittenWhole() throws IOException {
        byte[] large = new byte[(5 << 20) + 17];
        large[large.length - 1] = 42;
        try (DiskFile open = disk.open(file)) {
            open.write(ByteBuffer.wrap(large), 1);

            assertThat(open.size()).isEqualTo(large.length + 1L);
        }
        assertThat(Files.readAllBytes(file)[large.length]).isEqualTo((byte) 42);
    }

    @Test
    void preallocatedPart_isZerosAndLeavesWhatIsThere() throws IOException {
        try (DiskFile open = disk.open(file)) {
            open.write(ByteBuffer.wrap(new byte[] {7}), 0);
            open.preallocate((2 << 20) + 5);
            open.preallocate(3);
            open.force(false);

            assertThat(open.size()).isEqualTo((2 << 20) + 5);
        }
        byte[] content = Files.readAllBytes(file);
        assertThat(content[0]).isEqualTo((byte) 7);
        assertThat(content[content.length - 1]).isZero();
    }

    @Test
    void names_listed_areInOrder() throws IOException {
        for (String name : new String[] {"c", "a", "b"}) {
            disk.open(temp.resolve(name)).close();
        }
        disk.forceDirectory(temp);

        assertThat(disk.list(temp)).containsExactly("a", "b", "c");
        assertThat(disk.list(temp.resolve("none"))).isEmpty();
    }

    @Test
    void rename_overAFile_replacesIt() throws IOException {
        Files.writeString(file, "old");
        Files.writeString(temp.resolve("new"), "new");

        disk.rename(temp.resolve("new"), file);

        assertThat(Files.readString(file)).isEqualTo("new");
        assertThat(disk.exists(temp.resolve("new"))).isFalse();
        disk.delete(file);
        assertThat(disk.exists(file)).isFalse();
    }

    @Test
    void directory_deletedWithItsContent_isGone() throws IOException {
        disk.createDirectories(temp.resolve("a/b/c"));
        disk.open(temp.resolve("a/b/file")).close();

        disk.deleteRecursively(temp.resolve("a"));
        disk.deleteRecursively(temp.resolve("a"));

        assertThat(disk.list(temp)).isEmpty();
        assertThat(disk.usableSpace(temp)).isPositive();
    }

    @Test
    void missingFile_openedForReading_isRefused() {
        assertThatThrownBy(() -> disk.openForReading(file)).isInstanceOf(IOException.class);
    }

    @Test
    void lock_heldInThisProcess_isRefusedByNameUntilReleased() throws Exception {
        AutoCloseable first = disk.lock(file);

        assertThatThrownBy(() -> new SystemDisk().lock(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("in this process");

        first.close();
        first.close();
        disk.lock(file).close();
    }

    @Test
    void lock_heldByAnotherProcess_isRefusedByName() throws Exception {
        Path script = temp.resolve("Hold.java");
        Files.writeString(script, """
            import java.nio.channels.FileChannel;
            import java.nio.file.Path;
            import java.nio.file.StandardOpenOption;

            class Hold {
                public static void main(String[] arguments) throws Exception {
                    try (FileChannel channel = FileChannel.open(
                            Path.of(arguments[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                        channel.lock();
                        System.out.println("held");
                        System.in.read();
                    }
                }
            }
            """);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process holder = new ProcessBuilder(java, script.toString(), file.toString()).start();
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("held");

            assertThatThrownBy(() -> disk.lock(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("another process");
        } finally {
            holder.getOutputStream().close();
            assertThat(holder.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        disk.lock(file).close();
    }
}
