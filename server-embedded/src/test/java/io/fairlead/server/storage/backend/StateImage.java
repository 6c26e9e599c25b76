package io.fairlead.server.storage.backend;

import io.fairlead.api.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** What a backend holds, as values that can be compared. */
record StateImage(
        AppliedMark mark, TreeMap<String, RevisionRecord> records, Map<Bucket, TreeMap<Bytes, Bytes>> buckets) {

    static StateImage of(Backend backend) {
        TreeMap<String, RevisionRecord> records = new TreeMap<>();
        backend.scanRevisions(0, Long.MAX_VALUE, record -> {
            records.put(place(record.main(), record.sub()), record);
            return true;
        });
        Map<Bucket, TreeMap<Bytes, Bytes>> buckets = new EnumMap<>(Bucket.class);
        for (Bucket bucket : Bucket.values()) {
            TreeMap<Bytes, Bytes> entries = new TreeMap<>();
            backend.scan(bucket, entries::put);
            buckets.put(bucket, entries);
        }
        return new StateImage(backend.applied(), records, buckets);
    }

    static String place(long main, int sub) {
        return String.format("%016x-%08x", main, sub);
    }

    /** The whole stream of a snapshot. */
    static byte[] streamOf(SnapshotView view) throws IOException {
        ByteBuffer stream = ByteBuffer.allocate((int) view.size());
        ByteBuffer chunk = ByteBuffer.allocate(1000);
        while (view.read(chunk) >= 0) {
            stream.put(chunk.flip());
            chunk.clear();
        }
        return stream.array();
    }

    /** Hands a stream over in pieces. */
    static ReceivedState receive(Backend backend, byte[] stream) throws IOException {
        StateReceiver receiver = backend.receive();
        for (int from = 0; from < stream.length; from += 777) {
            receiver.write(ByteBuffer.wrap(stream, from, Math.min(777, stream.length - from)));
        }
        return receiver.complete();
    }
}
