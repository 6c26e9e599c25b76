package io.fairlead.server.txn;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.fairlead.api.Bytes;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.mvccpb.KeyValue;
import io.fairlead.server.mvcc.KeySpan;
import io.fairlead.server.mvcc.KeyState;

/** Between the words of the wire and those of the keyspace. */
final class Wire {
    private Wire() {}

    /** The same bytes in memory of their own. */
    static Bytes bytes(ByteString bytes) {
        return Bytes.unsafeWrap(bytes.toByteArray());
    }

    /** The same bytes, not copied. */
    static ByteString byteString(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.unsafeArray(), bytes.unsafeOffset(), bytes.size());
    }

    static KeySpan span(ByteString key, ByteString rangeEnd) {
        return KeySpan.of(bytes(key), bytes(rangeEnd));
    }

    static ResponseHeader header(long revision) {
        return ResponseHeader.newBuilder().setRevision(revision).build();
    }

    static KeyValue keyValue(KeyState state) {
        return keyValue(state, true);
    }

    static KeyValue keyValue(KeyState state, boolean withValue) {
        KeyValue.Builder built = KeyValue.newBuilder()
                .setKey(byteString(state.key()))
                .setCreateRevision(state.createRevision())
                .setModRevision(state.modRevision())
                .setVersion(state.version())
                .setLease(state.lease());
        return withValue ? built.setValue(byteString(state.value())).build() : built.build();
    }
}
