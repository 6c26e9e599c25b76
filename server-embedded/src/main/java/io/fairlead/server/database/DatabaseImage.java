package io.fairlead.server.database;

import io.fairlead.api.Bytes;
import io.fairlead.server.apply.AppliedMarks;
import io.fairlead.server.storage.backend.AppliedMark;
import io.fairlead.server.storage.backend.Bucket;
import io.fairlead.server.storage.backend.RecordCursor;
import io.fairlead.server.storage.backend.RevisionRecord;
import io.fairlead.server.storage.backend.StateView;
import io.fairlead.server.storage.bolt.BoltBucket;
import io.fairlead.server.storage.bolt.BoltCursor;
import io.fairlead.server.storage.bolt.BoltImage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The state at one mark as the bytes of etcd's database. Writes go on meanwhile; files it needs are kept until it is closed.
 * Used by one thread at a time.
 */
public final class DatabaseImage implements Closeable {
    private static final Bytes NOTHING = Bytes.empty();

    private final StateView view;
    private @Nullable BoltImage image;

    private DatabaseImage(StateView view) {
        this.view = view;
    }

    /** The database of a state. Cheap: reads no records. Closing it closes the view. */
    public static DatabaseImage of(StateView view) {
        return new DatabaseImage(view);
    }

    /** Up to where the log is in it. */
    public AppliedMark mark() {
        return view.mark();
    }

    /** How many bytes it has. The first call reads the whole state and blocks on the disk meanwhile. */
    public long size() throws IOException {
        return image().size();
    }

    /**
     * Reads what comes next, at least one byte where there is room; -1 at the end. Blocks on the disk.
     *
     * @throws IOException if the state can't be read; the image is useless then
     */
    public int read(ByteBuffer target) throws IOException {
        return image().read(target);
    }

    @Override
    public void close() throws IOException {
        view.close();
    }

    private BoltImage image() throws IOException {
        BoltImage made = image;
        if (made == null) {
            made = BoltImage.of(buckets());
            image = made;
        }
        return made;
    }

    private List<BoltBucket> buckets() {
        List<BoltBucket> buckets = new ArrayList<>();
        buckets.add(new BoltBucket(Schema.KEY, () -> new Records(view.records())));
        for (Bucket bucket : Bucket.values()) {
            NavigableMap<Bytes, Bytes> entries = entries(bucket);
            buckets.add(new BoltBucket(Bytes.utf8(bucket.etcdName()), () -> new Entries(entries)));
        }
        buckets.sort(Comparator.comparing(BoltBucket::name));
        return buckets;
    }

    private NavigableMap<Bytes, Bytes> entries(Bucket bucket) {
        return switch (bucket) {
            case META -> meta();
            case AUTH -> auth();
            default -> view.entries(bucket);
        };
    }

    /** etcd writes the first revision of its users down, too. */
    private NavigableMap<Bytes, Bytes> auth() {
        NavigableMap<Bytes, Bytes> auth = new TreeMap<>(view.entries(Bucket.AUTH));
        auth.putIfAbsent(Schema.AUTH_REVISION, Schema.number(1));
        return auth;
    }

    private NavigableMap<Bytes, Bytes> meta() {
        NavigableMap<Bytes, Bytes> meta = new TreeMap<>(view.entries(Bucket.META));
        AppliedMark mark = view.mark();
        meta.put(Schema.CONSISTENT_INDEX, Schema.number(mark.index()));
        meta.put(Schema.TERM, Schema.number(mark.term()));
        meta.put(Schema.CONF_STATE, ConfStateJson.encode(AppliedMarks.meta(mark).confState()));
        return meta;
    }

    /** The entries of a small bucket. */
    private static final class Entries implements BoltCursor {
        private final Iterator<Map.Entry<Bytes, Bytes>> each;
        private Bytes key = NOTHING;
        private Bytes value = NOTHING;

        Entries(NavigableMap<Bytes, Bytes> entries) {
            each = entries.entrySet().iterator();
        }

        @Override
        public boolean next() {
            if (!each.hasNext()) {
                return false;
            }
            Map.Entry<Bytes, Bytes> entry = each.next();
            key = entry.getKey();
            value = entry.getValue();
            return true;
        }

        @Override
        public Bytes key() {
            return key;
        }

        @Override
        public Bytes value() {
            return value;
        }
    }

    /** The revision records. */
    private static final class Records implements BoltCursor {
        private final RecordCursor each;
        private Bytes key = NOTHING;
        private Bytes value = NOTHING;

        Records(RecordCursor each) {
            this.each = each;
        }

        @Override
        public boolean next() throws IOException {
            RevisionRecord record = each.next();
            if (record == null) {
                return false;
            }
            key = KeyRecords.key(record);
            value = KeyRecords.value(record);
            return true;
        }

        @Override
        public Bytes key() {
            return key;
        }

        @Override
        public Bytes value() {
            return value;
        }
    }
}
