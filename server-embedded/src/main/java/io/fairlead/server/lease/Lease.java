package io.fairlead.server.lease;

import com.google.protobuf.InvalidProtocolBufferException;
import io.fairlead.api.Bytes;
import java.nio.ByteBuffer;

/**
 * A lease as all members know it.
 *
 * @param grantedSeconds what each renewal gives it anew
 * @param remainingSeconds what it had left at its last checkpoint; 0 where there was none since its last renewal
 */
public record Lease(long id, long grantedSeconds, long remainingSeconds) {
    /** What a leader that knows no more than the log gives the lease. */
    long secondsLeft() {
        return remainingSeconds > 0 ? Math.min(remainingSeconds, grantedSeconds) : grantedSeconds;
    }

    boolean isShortened() {
        return remainingSeconds > 0;
    }

    Lease withRemaining(long seconds) {
        return new Lease(id, grantedSeconds, seconds);
    }

    static Bytes bucketKey(long id) {
        return Bytes.unsafeWrap(ByteBuffer.allocate(Long.BYTES).putLong(id).array());
    }

    Bytes encode() {
        return Bytes.unsafeWrap(io.fairlead.server.pb.leasepb.Lease.newBuilder()
                .setID(id)
                .setTTL(grantedSeconds)
                .setRemainingTTL(remainingSeconds)
                .build()
                .toByteArray());
    }

    static Lease decode(Bytes value) {
        try {
            var stored = io.fairlead.server.pb.leasepb.Lease.parseFrom(value.asByteBuffer());
            return new Lease(stored.getID(), stored.getTTL(), stored.getRemainingTTL());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("bucket lease holds a damaged value: " + value.toHex(), e);
        }
    }
}
