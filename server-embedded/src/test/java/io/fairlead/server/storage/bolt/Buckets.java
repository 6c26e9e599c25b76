package io.fairlead.server.storage.bolt;

import io.fairlead.api.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The content of a database as maps, to a file and back. */
public final class Buckets {
    private Buckets() {}

    /** The bytes of a database with these buckets. */
    public static byte[] write(NavigableMap<Bytes, NavigableMap<Bytes, Bytes>> buckets) throws IOException {
        List<BoltBucket> all = new ArrayList<>();
        buckets.forEach((name, entries) -> all.add(new BoltBucket(name, () -> cursor(entries))));
        return drain(BoltImage.of(all), 32 * 1024);
    }

    /** All that is in a database, checked. */
    public static NavigableMap<Bytes, NavigableMap<Bytes, Bytes>> read(byte[] file) throws IOException {
        NavigableMap<Bytes, NavigableMap<Bytes, Bytes>> buckets = new TreeMap<>();
        BoltFile.open(HeapFile.of(file), file.length, "test.db").walk(new BoltVisitor() {
            private NavigableMap<Bytes, Bytes> entries = new TreeMap<>();

            @Override
            public void bucket(Bytes name) {
                entries = new TreeMap<>();
                buckets.put(name, entries);
            }

            @Override
            public void entry(Bytes key, Bytes value) {
                entries.put(key, value);
            }
        });
        return buckets;
    }

    static byte[] drain(BoltImage image, int pieceSize) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ByteBuffer piece = ByteBuffer.allocate(pieceSize);
        while (image.read(piece) >= 0) {
            bytes.write(piece.array(), 0, piece.position());
            piece.clear();
        }
        if (bytes.size() != image.size()) {
            throw new AssertionError(bytes.size() + " bytes came, " + image.size() + " were announced");
        }
        return bytes.toByteArray();
    }

    private static BoltCursor cursor(NavigableMap<Bytes, Bytes> entries) {
        Iterator<Map.Entry<Bytes, Bytes>> each = entries.entrySet().iterator();
        return new BoltCursor() {
            private Map.Entry<Bytes, Bytes> at = Map.entry(Bytes.empty(), Bytes.empty());

            @Override
            public boolean next() {
                if (!each.hasNext()) {
                    return false;
                }
                at = each.next();
                return true;
            }

            @Override
            public Bytes key() {
                return at.getKey();
            }

            @Override
            public Bytes value() {
                return at.getValue();
            }
        };
    }
}
