package io.fairlead.client.call;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.fairlead.api.Bytes;
import io.fairlead.api.Header;
import io.fairlead.api.KeyValue;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import java.util.ArrayList;
import java.util.List;

/** Between the values of the contracts and those of the wire, for all services alike. */
public final class Wire {
    private Wire() {}

    /** Shares the memory: both are immutable. */
    public static ByteString bytes(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.unsafeArray(), bytes.unsafeOffset(), bytes.size());
    }

    /** A copy, so that a small value does not keep the message it came in alive. */
    public static Bytes bytes(ByteString bytes) {
        return Bytes.unsafeWrap(bytes.toByteArray());
    }

    public static Header header(ResponseHeader header) {
        return new Header(header.getClusterId(), header.getMemberId(), header.getRevision(), header.getRaftTerm());
    }

    public static KeyValue keyValue(io.fairlead.api.pb.mvccpb.KeyValue kv) {
        return new KeyValue(
                bytes(kv.getKey()),
                bytes(kv.getValue()),
                kv.getCreateRevision(),
                kv.getModRevision(),
                kv.getVersion(),
                kv.getLease());
    }

    public static List<KeyValue> keyValues(List<io.fairlead.api.pb.mvccpb.KeyValue> kvs) {
        List<KeyValue> values = new ArrayList<>(kvs.size());
        kvs.forEach(kv -> values.add(keyValue(kv)));
        return values;
    }
}
