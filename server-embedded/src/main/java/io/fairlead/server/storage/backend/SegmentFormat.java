package io.fairlead.server.storage.backend;

import io.fairlead.api.Bytes;
import io.fairlead.server.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** Head and seals of a segment, written and read back. Layouts are in the sign of this room. */
final class SegmentFormat {
    static final int HEAD_SIZE = 64;

    /** "FLSEGM01". */
    private static final long MAGIC = 0x464C5345474D3031L;

    private static final int CHECKPOINT = 1;
    private static final int SEAL_HEAD_SIZE = 1 + 1 + 8 + 8 + 4 + 8 + 8 + 4;

    private SegmentFormat() {}

    /** Head of a segment; {@code baseMain} is above every main revision of the segments before it. */
    record Head(SegmentId id, long firstBatch, long baseMain) {}

    static ByteBuffer writeHead(Head head) {
        ByteBuffer bytes = ByteBuffer.allocate(HEAD_SIZE);
        bytes.putLong(MAGIC)
                .putLong(head.id.clusterId())
                .putLong(head.id.originId())
                .putLong(head.id.sequence())
                .putInt(head.id.rewrite())
                .putInt(0)
                .putLong(head.firstBatch)
                .putLong(head.baseMain)
                .putInt(0);
        bytes.putInt(crcOf(bytes.array(), 0, HEAD_SIZE - 4));
        return bytes.flip();
    }

    /** Reads the head of a file that should be that of segment {@code expected}. */
    static Head readHead(DiskFile file, Path path, SegmentId expected) throws DamagedStateException {
        Head head = readHead(file, path);
        if (!head.id.equals(expected)) {
            throw new DamagedStateException(path + ": is " + head.id + " and should be " + expected);
        }
        return head;
    }

    /** Reads the head of a file. */
    static Head readHead(DiskFile file, Path path) throws DamagedStateException {
        ByteBuffer bytes = ByteBuffer.allocate(HEAD_SIZE);
        try {
            file.read(bytes, 0);
        } catch (IOException e) {
            throw new DamagedStateException(path + ": can't be read at offset 0: " + e.getMessage());
        }
        return readHead(bytes.flip(), path.toString());
    }

    /** Reads a head, or throws with {@code name} in the message. */
    static Head readHead(ByteBuffer bytes, String name) throws DamagedStateException {
        if (bytes.remaining() < HEAD_SIZE) {
            throw new DamagedStateException(name + ": no whole head, " + bytes.remaining() + " bytes");
        }
        byte[] head = new byte[HEAD_SIZE];
        bytes.get(head);
        ByteBuffer fields = ByteBuffer.wrap(head);
        if (fields.getLong() != MAGIC) {
            throw new DamagedStateException(name + ": not a segment of this format, offset 0");
        }
        if (fields.getInt(HEAD_SIZE - 4) != crcOf(head, 0, HEAD_SIZE - 4)) {
            throw new DamagedStateException(name + ": checksum of the head is wrong, offset 0");
        }
        long cluster = fields.getLong();
        long origin = fields.getLong();
        long sequence = fields.getLong();
        int rewrite = fields.getInt();
        fields.getInt();
        return new Head(new SegmentId(cluster, origin, sequence, rewrite), fields.getLong(), fields.getLong());
    }

    /** Appends the seal of the batch that begins at {@code batchFrom} of {@code to} and at {@code start} of its file. */
    static void writeSeal(RecordBuffer to, int batchFrom, SegmentId id, Seal seal) {
        CRC32C crc = beginBatch(id);
        crc.update(to.bytes(), batchFrom, to.size() - batchFrom);
        int frame = to.size();
        to.beginFrame(RecordFormat.SEAL);
        to.putByte(seal.checkpoint() ? CHECKPOINT : 0);
        to.putLong(seal.batch());
        to.putLong(seal.start());
        to.putInt(seal.records());
        to.putLong(seal.mark().index());
        to.putLong(seal.mark().term());
        to.putInt(seal.mark().confState().size());
        to.putBytes(seal.mark().confState());
        int payload = frame + RecordBuffer.FRAME_HEAD_SIZE;
        crc.update(to.bytes(), payload, to.size() - payload);
        to.putInt((int) crc.getValue());
        to.endFrame();
    }

    static boolean isSealWellFormed(byte[] bytes, int payload, int size) {
        return size >= SEAL_HEAD_SIZE + 4
                && RecordBuffer.intAt(bytes, payload + SEAL_HEAD_SIZE - 4) == size - SEAL_HEAD_SIZE - 4;
    }

    static Seal readSeal(byte[] bytes, int payload, int size) {
        int confSize = size - SEAL_HEAD_SIZE - 4;
        AppliedMark mark = new AppliedMark(
                RecordBuffer.longAt(bytes, payload + 22),
                RecordBuffer.longAt(bytes, payload + 30),
                Bytes.unsafeWrap(bytes, payload + SEAL_HEAD_SIZE, confSize).compact());
        return new Seal(
                (bytes[payload + 1] & CHECKPOINT) != 0,
                RecordBuffer.longAt(bytes, payload + 2),
                RecordBuffer.longAt(bytes, payload + 10),
                RecordBuffer.intAt(bytes, payload + 18),
                mark);
    }

    /** The running checksum of a batch, with the file's identity in it. */
    static CRC32C beginBatch(SegmentId id) {
        ByteBuffer identity = ByteBuffer.allocate(28);
        identity.putLong(id.clusterId())
                .putLong(id.originId())
                .putLong(id.sequence())
                .putInt(id.rewrite());
        CRC32C crc = new CRC32C();
        crc.update(identity.flip());
        return crc;
    }

    static int crcOf(byte[] bytes, int from, int count) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, count);
        return (int) crc.getValue();
    }
}
