package io.fairlead.server.auth;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.fairlead.api.Bytes;

/** Between the words of the wire and ours. */
final class Wire {
    private Wire() {}

    static Bytes bytes(ByteString bytes) {
        return Bytes.unsafeWrap(bytes.toByteArray());
    }

    /** A message out of a bucket; one that does not parse means that the state is damaged. */
    static <T> T parse(Parser<T> parser, Bytes value, String what) {
        try {
            return parser.parseFrom(value.toByteArray());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the applied state holds a damaged " + what, e);
        }
    }
}
