package io.fairlead.server.raftcodec;

import com.google.protobuf.CodedInputStream;
import io.fairlead.api.Bytes;
import io.fairlead.server.bytes.Varint;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryType;
import java.io.IOException;

/**
 * {@code raftpb.Entry} by hand, because this is the hot path: an entry is a head of at most {@value #HEAD_SIZE_MAX} bytes
 * followed by its data as it is, so the data is neither copied nor looked at.
 */
public final class EntryCodec {
    /** Four tags, the type, term, index, and size of the data. */
    public static final int HEAD_SIZE_MAX = 4 + 1 + 10 + 10 + 5;

    private static final int TYPE_TAG = 1 << 3;
    private static final int TERM_TAG = 2 << 3;
    private static final int INDEX_TAG = 3 << 3;
    private static final int DATA_TAG = 4 << 3 | 2;

    private EntryCodec() {}

    /** Writes all of {@code entry} but its data; returns the position where the data belongs. */
    public static int putHead(byte[] target, int position, Entry entry) {
        int at = position;
        target[at++] = TYPE_TAG;
        target[at++] = number(entry.type());
        target[at++] = TERM_TAG;
        at = Varint.put(target, at, entry.term());
        target[at++] = INDEX_TAG;
        at = Varint.put(target, at, entry.index());
        if (!entry.data().isEmpty()) {
            target[at++] = DATA_TAG;
            at = Varint.put(target, at, entry.data().size());
        }
        return at;
    }

    public static Bytes encode(Entry entry) {
        byte[] head = new byte[HEAD_SIZE_MAX];
        int headSize = putHead(head, 0, entry);
        byte[] whole = new byte[headSize + entry.data().size()];
        System.arraycopy(head, 0, whole, 0, headSize);
        entry.data().copyTo(whole, headSize);
        return Bytes.unsafeWrap(whole);
    }

    /** The entry in {@code bytes}; its data shares their memory. */
    public static Entry decode(Bytes bytes) throws MalformedRaftDataException {
        long type = 0;
        long term = 0;
        long index = 0;
        Bytes data = Bytes.empty();
        CodedInputStream in = CodedInputStream.newInstance(bytes.unsafeArray(), bytes.unsafeOffset(), bytes.size());
        try {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (tag) {
                    case TYPE_TAG -> type = in.readRawVarint64();
                    case TERM_TAG -> term = in.readRawVarint64();
                    case INDEX_TAG -> index = in.readRawVarint64();
                    case DATA_TAG -> {
                        int size = in.readRawVarint32();
                        int from = in.getTotalBytesRead();
                        in.skipRawBytes(size);
                        data = bytes.slice(from, from + size);
                    }
                    default -> throw new MalformedRaftDataException("an entry has an unknown field, tag " + tag);
                }
            }
        } catch (MalformedRaftDataException e) {
            throw e;
        } catch (IOException e) {
            throw new MalformedRaftDataException("not an entry: " + e.getMessage(), e);
        }
        return new Entry(term, index, type(type), data);
    }

    private static byte number(EntryType type) {
        return switch (type) {
            case NORMAL -> 0;
            case CONF_CHANGE -> 1;
        };
    }

    private static EntryType type(long number) throws MalformedRaftDataException {
        if (number == 0) {
            return EntryType.NORMAL;
        }
        if (number == 1) {
            return EntryType.CONF_CHANGE;
        }
        throw new MalformedRaftDataException("entries of type " + number + " are not known to this release");
    }
}
