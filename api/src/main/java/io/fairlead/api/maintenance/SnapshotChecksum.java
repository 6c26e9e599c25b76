package io.fairlead.api.maintenance;

import io.fairlead.api.Bytes;
import io.fairlead.api.DamagedSnapshotException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Checks a snapshot while it passes: its last 32 bytes are the SHA-256 of all before them. Since nobody says beforehand where
 * the end is, the last 32 bytes are kept back from the sum.
 *
 * <p>For one thread at a time.
 */
public final class SnapshotChecksum {
    private static final int DIGEST_SIZE = 32;

    /** The database is made of whole pages, and no system has smaller ones. */
    private static final int SMALLEST_PAGE = 512;

    private final MessageDigest digest;

    /** What came last, and may be the digest; its first {@link #kept} bytes count. */
    private byte[] tail = new byte[DIGEST_SIZE];

    private int kept;
    private long size;

    /** A checksum of nothing yet. */
    public SnapshotChecksum() {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Takes the next piece. The position of {@code piece} is left alone. */
    public void update(ByteBuffer piece) {
        ByteBuffer rest = piece.duplicate();
        size += rest.remaining();
        int surplus = kept + rest.remaining() - DIGEST_SIZE;
        if (surplus > 0) {
            int fromTail = Math.min(kept, surplus);
            digest.update(tail, 0, fromTail);
            kept -= fromTail;
            System.arraycopy(tail, fromTail, tail, 0, kept);
            ByteBuffer sure = rest.slice();
            sure.limit(surplus - fromTail);
            digest.update(sure);
            rest.position(rest.position() + surplus - fromTail);
        }
        int length = rest.remaining();
        rest.get(tail, kept, length);
        kept += length;
    }

    /** Bytes so far. */
    public long size() {
        return size;
    }

    /**
     * The digest, once all came.
     *
     * @throws DamagedSnapshotException if something is missing or differs, in the words of etcdctl
     */
    public Bytes finish() {
        if (size % SMALLEST_PAGE != DIGEST_SIZE) {
            throw new DamagedSnapshotException("sha256 checksum not found [bytes: " + size + "]");
        }
        if (!MessageDigest.isEqual(tail, digest.digest())) {
            throw new DamagedSnapshotException("the snapshot's sha256 checksum does not match what was received");
        }
        return Bytes.copyOf(tail);
    }
}
