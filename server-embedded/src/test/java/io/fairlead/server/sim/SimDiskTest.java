package io.fairlead.server.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.server.storage.disk.DiskFile;
import io.fairlead.server.storage.disk.NoSpaceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The simulated disk must be as bad as real ones, and not worse. */
class SimDiskTest {
    private static final Path HOME = Path.of("/d");
    private static final Path FILE = HOME.resolve("f");
    private static final int SIZE = 10 * SimFile.SECTOR_SIZE;

    private final SimDisk disk = new SimDisk(new Random(3));

    @BeforeEach
    void makeFile() throws IOException {
        disk.createDirectories(HOME);
        try (DiskFile file = disk.open(FILE)) {
            file.write(bytes(1), 0);
            file.force(true);
        }
        disk.forceDirectory(HOME);
    }

    @Test
    void force_failing_leavesEitherContentAndTheNextOneSucceedsWithoutDoingAnything() throws IOException {
        disk.arm(DiskFault.FORCE_ERROR, FILE, 1);
        try (DiskFile file = disk.open(FILE)) {
            file.write(bytes(2), 0);
            assertThatThrownBy(() -> file.force(true)).hasMessageContaining("input/output error forcing");
            file.force(true);
            assertThat(read(file)).containsOnly(2);
        }
        assertThat(disk.durable(FILE)).containsOnly(1, 2).contains(1).contains(2);

        disk.crash();

        assertThat(disk.content(FILE)).containsOnly(1, 2).contains(1).contains(2);
        assertThat(disk.had(DiskFault.FORCE_ERROR)).isEqualTo(1);
    }

    @Test
    void write_failing_hasWrittenAFirstPart() throws IOException {
        disk.arm(DiskFault.WRITE_ERROR, HOME, 2);
        try (DiskFile file = disk.open(FILE)) {
            file.write(bytes(2), 0);
            assertThatThrownBy(() -> file.write(bytes(3), 0)).hasMessageContaining("input/output error writing");
            byte[] now = read(file);
            int written = 0;
            while (written < SIZE && now[written] == 3) {
                written++;
            }
            assertThat(Arrays.copyOfRange(now, written, SIZE)).containsOnly(2);
            file.write(bytes(4), 0);
        }
    }

    @Test
    void write_lost_isSeenUntilThePowerGoesOut() throws IOException {
        disk.arm(DiskFault.LOST_WRITE, HOME, 1);
        try (DiskFile file = disk.open(FILE)) {
            file.write(bytes(2), 0);
            file.force(true);
            assertThat(read(file)).containsOnly(2);
        }

        disk.crash();

        assertThat(disk.content(FILE)).containsOnly(1);
    }

    @Test
    void write_misdirected_isMissingInItsPlaceAndStandsInAnother() throws IOException {
        disk.arm(DiskFault.MISDIRECTED_WRITE, HOME, 1);
        byte[] sector = new byte[SimFile.SECTOR_SIZE];
        Arrays.fill(sector, (byte) 2);
        try (DiskFile file = disk.open(FILE)) {
            file.write(ByteBuffer.wrap(sector), SIZE);
            file.force(true);
        }

        disk.crash();

        byte[] left = disk.content(FILE);
        assertThat(left).hasSize(SIZE + SimFile.SECTOR_SIZE);
        assertThat(Arrays.copyOfRange(left, SIZE, left.length)).containsOnly(0);
        assertThat(Arrays.copyOf(left, SIZE)).contains(1).contains(2);
    }

    @Test
    void sector_unreadable_failsReadsOfItUntilItIsWritten() throws IOException {
        disk.makeUnreadable(FILE, 3 * SimFile.SECTOR_SIZE + 7);
        try (DiskFile file = disk.open(FILE)) {
            assertThat(file.read(ByteBuffer.allocate(3 * SimFile.SECTOR_SIZE), 0))
                    .isPositive();
            assertThatThrownBy(() -> read(file)).hasMessageContaining("sector 3 can't be read");
            file.write(bytes(2), 0);
            assertThat(read(file)).containsOnly(2);
        }
    }

    @Test
    void space_limited_takesWhatFitsAndComesBackWithWhatIsDeleted() throws IOException {
        Path other = HOME.resolve("g");
        try (DiskFile file = disk.open(other)) {
            disk.limit(100);
            assertThatThrownBy(() -> file.write(bytes(2), 0)).isInstanceOf(NoSpaceException.class);
            assertThat(file.size()).isEqualTo(100);
            assertThat(disk.isFull()).isTrue();
            assertThatThrownBy(() -> file.preallocate(200)).isInstanceOf(NoSpaceException.class);
            assertThatThrownBy(() -> disk.open(HOME.resolve("h"))).isInstanceOf(NoSpaceException.class);
            file.write(ByteBuffer.wrap(new byte[100]), 0);
            assertThat(disk.usableSpace(HOME)).isZero();
        }

        disk.delete(FILE);

        assertThat(disk.usableSpace(HOME)).isEqualTo(SIZE);
        assertThat(disk.had(DiskFault.NO_SPACE)).isEqualTo(3);
    }

    @Test
    void process_dying_mayShowWhatTheDiskReallyHas() throws IOException {
        disk.arm(DiskFault.LOST_WRITE, HOME, 1);
        try (DiskFile file = disk.open(FILE)) {
            file.write(bytes(2), 0);
            file.force(true);
        }
        int lives = 0;
        while (disk.content(FILE)[0] == 2 && lives < 100) {
            disk.processDied();
            lives++;
        }
        assertThat(disk.content(FILE)).containsOnly(1);
    }

    private static ByteBuffer bytes(int value) {
        byte[] bytes = new byte[SIZE];
        Arrays.fill(bytes, (byte) value);
        return ByteBuffer.wrap(bytes);
    }

    private static byte[] read(DiskFile file) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(SIZE);
        file.read(target, 0);
        return target.array();
    }
}
