package io.fairlead.server.storage.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Bytes;
import io.fairlead.server.sim.DiskFault;
import io.fairlead.server.sim.SimDisk;
import io.fairlead.server.storage.disk.NoSpaceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A state in files whose disk is full now and then, or fails. */
class FullDiskTest {
    private static final Path ROOT = Path.of("/backend");
    private static final FileOwner OWNER = new FileOwner(0xC1, 0xA);
    private static final long SEGMENT_SIZE = 2048;

    private final SimDisk disk = new SimDisk(new Random(5));

    private SegmentedBackend open() throws IOException {
        return SegmentedBackend.open(disk, ROOT, OWNER, SEGMENT_SIZE);
    }

    /** Whatever is refused for lack of space is asked for again; the state is that of one which always had space. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void state_fullNowAndThen_isAsIfItNeverWas(long seed) throws IOException {
        Random random = new Random(seed);
        SegmentedBackend full = open();
        MemoryBackend roomy = new MemoryBackend(OWNER);
        BackendWriter toFull = new BackendWriter(full, seed, (batch, mark) -> insist(full, batch, mark, random));
        BackendWriter toRoomy = new BackendWriter(roomy, seed);
        for (int i = 0; i < 200; i++) {
            toFull.writeBatch();
            toRoomy.writeBatch();
            if (i % 50 == 49) {
                toFull.dropSome();
                toRoomy.dropSome();
            }
            if (random.nextInt(5) == 0) {
                disk.limit(random.nextInt(2000));
            }
            if (random.nextInt(7) == 0) {
                attempt(full::force);
            }
            if (random.nextInt(7) == 0) {
                attempt(() -> full.clean(random.nextBoolean()));
            }
        }
        disk.unlimited();
        assertThat(StateImage.of(full)).isEqualTo(StateImage.of(roomy));
        assertThat(full.force()).isEqualTo(roomy.applied());
        assertThat(disk.had(DiskFault.NO_SPACE)).isPositive();
        while (full.clean(true)) {
            // Until there is nothing to gain.
        }
        full.close();
        disk.crash();
        assertThat(StateImage.of(open()).mark()).isEqualTo(roomy.applied());
    }

    @Test
    void install_withoutSpace_changesNothingAndCanBeAskedForAgain() throws IOException {
        MemoryBackend peer = new MemoryBackend(new FileOwner(0xC1, 0xB));
        BackendWriter peersWriter = new BackendWriter(peer, 3);
        for (int i = 0; i < 50; i++) {
            peersWriter.writeBatch();
        }
        SegmentedBackend backend = open();
        BackendWriter writer = new BackendWriter(backend, 4);
        writer.writeBatch();
        StateImage before = StateImage.of(backend);
        ReceivedState received = StateImage.receive(backend, StateImage.streamOf(peer.openSnapshot()));
        for (int bytes : new int[] {0, 10, 70}) {
            disk.limit(bytes);
            assertThatThrownBy(() -> backend.install(received)).isInstanceOf(NoSpaceException.class);
            assertThat(StateImage.of(backend)).isEqualTo(before);
        }
        disk.unlimited();

        backend.install(received);

        assertThat(StateImage.of(backend)).isEqualTo(StateImage.of(peer));
        assertThat(backend.forced()).isEqualTo(peer.applied());
        Batch batch = backend.begin();
        batch.put(Bucket.META, Bytes.utf8("k"), Bytes.utf8("v"));
        backend.seal(batch, new AppliedMark(51, 9, Bytes.empty()));
        StateImage after = StateImage.of(backend);
        backend.force();
        backend.close();
        disk.crash();
        assertThat(StateImage.of(open())).isEqualTo(after);
    }

    /** After a failed force the system says that all is well; nobody may believe it. */
    @Test
    void force_failedOnce_isNeverFollowedByAnother() throws IOException {
        SegmentedBackend backend = open();
        new BackendWriter(backend, 4).writeBatch();
        disk.arm(DiskFault.FORCE_ERROR, ROOT, 1);
        assertThatThrownBy(backend::force).hasMessageContaining("input/output error");

        assertThatThrownBy(backend::force).hasMessageContaining("failed before");
        assertThatThrownBy(() -> backend.clean(true)).hasMessageContaining("failed before");
        assertThatThrownBy(() -> new BackendWriter(backend, 4).writeBatch()).hasMessageContaining("failed before");
        assertThat(backend.forced()).isEqualTo(AppliedMark.NONE);
    }

    /** What the start reads may be the system's memory of bytes that it could not force; it is called durable now. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void start_afterAFailedForce_bringsWhatItReadsToDisk(long seed) throws IOException {
        SegmentedBackend backend = open();
        BackendWriter writer = new BackendWriter(backend, seed);
        writer.writeBatch();
        backend.force();
        for (int i = 0; i < 30; i++) {
            writer.writeBatch();
        }
        disk.arm(DiskFault.FORCE_ERROR, ROOT, 1 + seed % 3);
        assertThatThrownBy(backend::force).hasMessageContaining("input/output error");
        backend.close();
        SegmentedBackend started = open();
        StateImage read = StateImage.of(started);
        assertThat(started.forced()).isEqualTo(read.mark());
        started.close();

        disk.crash();

        assertThat(StateImage.of(open())).isEqualTo(read);
    }

    @Test
    void read_failing_isToldToWhoeverListens() throws IOException {
        SegmentedBackend backend = open();
        Batch batch = backend.begin();
        batch.put(2, 0, Bytes.utf8("k"), Bytes.utf8("v"), 2, 1, 0);
        backend.seal(batch, new AppliedMark(1, 1, Bytes.empty()));
        StringBuilder heard = new StringBuilder();
        backend.onUnreadable(damage -> heard.append(damage.getMessage()));
        disk.arm(DiskFault.READ_ERROR, ROOT, 1);

        assertThatThrownBy(() -> backend.read(2, 0)).isInstanceOf(UnreadableRecordException.class);

        assertThat(heard.toString())
                .contains(ROOT.toString())
                .contains("offset")
                .contains("input/output error");
    }

    /** Makes more space each time that there is none. */
    private void insist(Backend backend, Batch batch, AppliedMark mark, Random random) throws IOException {
        while (true) {
            try {
                backend.seal(batch, mark);
                return;
            } catch (NoSpaceException e) {
                disk.limit(random.nextInt(3000));
            }
        }
    }

    @FunctionalInterface
    private interface Attempt {
        Object run() throws IOException;
    }

    private static void attempt(Attempt attempt) throws IOException {
        try {
            Object unused = attempt.run();
        } catch (NoSpaceException e) {
            // It is tried again later, or not at all.
        }
    }
}
