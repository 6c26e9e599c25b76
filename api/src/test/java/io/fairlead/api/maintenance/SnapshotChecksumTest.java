package io.fairlead.api.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Bytes;
import io.fairlead.api.DamagedSnapshotException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SnapshotChecksumTest {
    private static final int DIGEST_SIZE = 32;

    @Test
    void wholeSnapshot_inPiecesOfAnySize_isFoundRight() throws NoSuchAlgorithmException {
        Random random = new Random(17);
        byte[] snapshot = snapshot(random, 3 * 512);
        for (int pieceMax = 1; pieceMax < 120; pieceMax++) {
            SnapshotChecksum checksum = new SnapshotChecksum();
            for (int at = 0; at < snapshot.length; ) {
                int size = Math.min(snapshot.length - at, random.nextInt(pieceMax + 1));
                checksum.update(ByteBuffer.wrap(snapshot, at, size));
                at += size;
            }
            assertThat(checksum.finish())
                    .isEqualTo(Bytes.unsafeWrap(snapshot, snapshot.length - DIGEST_SIZE, DIGEST_SIZE));
            assertThat(checksum.size()).isEqualTo(snapshot.length);
        }
    }

    @Test
    void piece_keepsItsPosition() {
        ByteBuffer piece = ByteBuffer.allocate(100);
        piece.position(3);
        new SnapshotChecksum().update(piece);
        assertThat(piece.position()).isEqualTo(3);
        assertThat(piece.remaining()).isEqualTo(97);
    }

    @Test
    void anyByteChanged_isFound() throws NoSuchAlgorithmException {
        byte[] snapshot = snapshot(new Random(4), 512);
        for (int i = 0; i < snapshot.length; i++) {
            byte[] damaged = snapshot.clone();
            damaged[i] ^= 1;
            SnapshotChecksum checksum = new SnapshotChecksum();
            checksum.update(ByteBuffer.wrap(damaged));
            assertThatThrownBy(checksum::finish)
                    .isInstanceOf(DamagedSnapshotException.class)
                    .hasMessage("the snapshot's sha256 checksum does not match what was received");
        }
    }

    @Test
    void missingDigest_isSaidInEtcdctlsWords() {
        SnapshotChecksum checksum = new SnapshotChecksum();
        checksum.update(ByteBuffer.allocate(1024));
        assertThatThrownBy(checksum::finish).hasMessage("sha256 checksum not found [bytes: 1024]");
        assertThatThrownBy(new SnapshotChecksum()::finish).hasMessage("sha256 checksum not found [bytes: 0]");
    }

    private static byte[] snapshot(Random random, int size) throws NoSuchAlgorithmException {
        byte[] database = new byte[size];
        random.nextBytes(database);
        byte[] snapshot = Arrays.copyOf(database, size + DIGEST_SIZE);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(database);
        System.arraycopy(digest, 0, snapshot, size, DIGEST_SIZE);
        return snapshot;
    }
}
