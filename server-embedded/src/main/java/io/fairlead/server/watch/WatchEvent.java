package io.fairlead.server.watch;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.fairlead.api.Bytes;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.api.pb.mvccpb.KeyValue;
import io.fairlead.server.mvcc.KeyState;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One change of a key, shared by all watchers that are told of it. Safe from any thread; its bytes are made by whoever asks
 * first.
 */
public final class WatchEvent {
    /** What an event weighs beside its keys and values: revisions, tags, objects. */
    private static final int OVERHEAD_BYTES = 64;

    private final KeyState change;
    private final @Nullable KeyState previous;

    /** Reader and writer of this may race: either bytes are right. */
    private @Nullable ByteString wire;

    WatchEvent(KeyState change, @Nullable KeyState previous) {
        this.change = change;
        this.previous = previous;
    }

    /** What became of the key; a tombstone where it was deleted. */
    public KeyState change() {
        return change;
    }

    public boolean isDelete() {
        return change.tombstone();
    }

    public Bytes key() {
        return change.key();
    }

    public Bytes value() {
        return change.value();
    }

    public long modRevision() {
        return change.modRevision();
    }

    public long createRevision() {
        return change.createRevision();
    }

    /** The key as it was before, where that was asked for, existed, and was not compacted away. */
    public Optional<KeyState> previous() {
        return Optional.ofNullable(previous);
    }

    /** What it weighs in a queue, in bytes: about its size on the wire. */
    public int size() {
        int size = OVERHEAD_BYTES + change.key().size() + change.value().size();
        return previous == null
                ? size
                : size + previous.key().size() + previous.value().size();
    }

    /** The event as etcd's {@code mvccpb.Event}, encoded once. */
    public ByteString wire() {
        ByteString made = wire;
        if (made == null) {
            made = encode();
            wire = made;
        }
        return made;
    }

    private ByteString encode() {
        Event.Builder event = Event.newBuilder()
                .setType(change.tombstone() ? Event.EventType.DELETE : Event.EventType.PUT)
                .setKv(keyValue(change));
        if (previous != null) {
            event.setPrevKv(keyValue(previous));
        }
        return event.build().toByteString();
    }

    /** What became of the key, as etcd's {@code mvccpb.KeyValue}. */
    public KeyValue keyValue() {
        return keyValue(change);
    }

    private static KeyValue keyValue(KeyState state) {
        return KeyValue.newBuilder()
                .setKey(shared(state.key()))
                .setValue(shared(state.value()))
                .setCreateRevision(state.createRevision())
                .setModRevision(state.modRevision())
                .setVersion(state.version())
                .setLease(state.lease())
                .build();
    }

    private static ByteString shared(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.unsafeArray(), bytes.unsafeOffset(), bytes.size());
    }

    /** For failure messages. */
    @Override
    public String toString() {
        return (change.tombstone() ? "delete " : "put ") + change.key() + " at " + change.revision();
    }

    static int size(List<WatchEvent> events) {
        int size = 0;
        for (WatchEvent event : events) {
            size += event.size();
        }
        return size;
    }
}
