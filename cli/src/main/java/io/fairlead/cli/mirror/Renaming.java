package io.fairlead.cli.mirror;

import com.google.protobuf.ByteString;

/** What keys are called at the destination: the same, with another beginning. */
record Renaming(ByteString prefix, ByteString target) {
    Renaming(String prefix, String target) {
        this(ByteString.copyFromUtf8(prefix), ByteString.copyFromUtf8(target));
    }

    ByteString of(ByteString key) {
        return target.concat(key.substring(prefix.size()));
    }
}
