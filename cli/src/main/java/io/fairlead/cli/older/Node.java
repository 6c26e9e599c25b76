package io.fairlead.cli.older;

import io.fairlead.api.pb.mvccpb.KeyValue;

/** A file of the older key space. */
record Node(String path, String value, long createdIndex, long modifiedIndex) {
    static Node of(KeyValue kv) {
        return new Node(
                kv.getKey().toStringUtf8(), kv.getValue().toStringUtf8(), kv.getCreateRevision(), kv.getModRevision());
    }
}
