package io.fairlead.server.database;

import io.fairlead.api.Bytes;
import io.fairlead.server.storage.bolt.BoltFile;
import io.fairlead.server.storage.bolt.DamagedBoltException;
import io.fairlead.server.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A snapshot as it was saved: a database, and behind it the SHA-256 of it. A database copied out of a data directory has none.
 * Pages are multiples of 512 bytes, which tells the two apart.
 */
public final class SnapshotFile {
    /** Bytes of the digest. */
    public static final int DIGEST_SIZE = 32;

    private static final int SMALLEST_PAGE = 512;
    private static final int PIECE = 1 << 20;

    private final DiskFile file;
    private final String name;
    private final long size;

    private SnapshotFile(DiskFile file, String name, long size) {
        this.file = file;
        this.name = name;
        this.size = size;
    }

    /**
     * The snapshot in a file, which stays the caller's to close.
     *
     * @param name what error messages call it
     */
    public static SnapshotFile of(DiskFile file, String name) throws IOException {
        return new SnapshotFile(file, name, file.size());
    }

    /** A digest of the kind that stands behind a snapshot. */
    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Whether {@code size} bytes can be a database and its digest. */
    public static boolean hasDigest(long size) {
        return size % SMALLEST_PAGE == DIGEST_SIZE;
    }

    /** The database. Opening it does not look at the digest. */
    public BoltFile database() throws IOException {
        return BoltFile.open(file, databaseSize(), name);
    }

    /**
     * Compares the digest with the content.
     *
     * @throws DamagedBoltException if there is none, or it is another one
     */
    public void checkDigest() throws IOException {
        if (!hasDigest(size)) {
            throw new DamagedBoltException("snapshot missing hash but --skip-hash-check=false");
        }
        MessageDigest digest = newDigest();
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        for (long at = 0; at < databaseSize(); at += piece.limit()) {
            piece.clear().limit((int) Math.min(PIECE, databaseSize() - at));
            readFully(piece, at);
            digest.update(piece);
            piece.rewind();
        }
        Bytes computed = Bytes.unsafeWrap(digest.digest());
        ByteBuffer stored = ByteBuffer.allocate(DIGEST_SIZE);
        readFully(stored, databaseSize());
        Bytes expected = Bytes.copyOf(stored);
        if (!expected.equals(computed)) {
            throw new DamagedBoltException("expected sha256 " + numbers(expected) + ", got " + numbers(computed));
        }
    }

    private long databaseSize() {
        return hasDigest(size) ? size - DIGEST_SIZE : size;
    }

    private void readFully(ByteBuffer into, long position) throws IOException {
        file.read(into, position);
        if (into.hasRemaining()) {
            throw new DamagedBoltException(name + ": the file became shorter while it was read");
        }
        into.flip();
    }

    /** Bytes as Go prints them, so that the complaint reads as etcd's. */
    private static String numbers(Bytes bytes) {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < bytes.size(); i++) {
            text.append(i == 0 ? "" : " ").append(bytes.at(i) & 0xFF);
        }
        return text.append(']').toString();
    }
}
