package io.fairlead.server.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeteredDiskTest {
    @TempDir
    Path temp;

    private long nowNanos;

    @Test
    void writesAndForces_areTimedForTheDirectoryOfTheirFile() throws IOException {
        DiskMeter log = new DiskMeter();
        DiskMeter state = new DiskMeter();
        Path wal = temp.resolve("wal");
        SystemDisk disk = new SystemDisk();
        disk.createDirectories(wal);
        // Each look at the clock is four milliseconds after the one before.
        MeteredDisk metered =
                new MeteredDisk(disk, () -> nowNanos += 4_000_000, Map.of(wal, log, temp.resolve("state"), state));
        try (DiskFile file = metered.open(wal.resolve("0.wal"))) {
            file.write(ByteBuffer.wrap(new byte[100]), 0);
            file.force(false);
            file.force(true);
        }
        try (DiskFile elsewhere = metered.open(temp.resolve("lock"))) {
            elsewhere.write(ByteBuffer.wrap(new byte[100]), 0);
        }
        assertThat(log.bytes().sum()).isEqualTo(100);
        assertThat(log.writes().count()).isEqualTo(1);
        assertThat(log.forces().count()).isEqualTo(2);
        assertThat(log.forces().sum()).isEqualTo(0.008);
        assertThat(state.bytes().sum()).isZero();
    }
}
