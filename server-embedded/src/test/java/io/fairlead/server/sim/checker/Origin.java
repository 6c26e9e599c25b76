package io.fairlead.server.sim.checker;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.api.pb.mvccpb.KeyValue;
import java.util.List;
import java.util.NavigableMap;

/** Something that makes revisions without a call of the history. */
@FunctionalInterface
public interface Origin {
    /**
     * Whether it made this revision; throws where it can only have made it, and may not have.
     *
     * @param before the keys at the revision before
     * @param seenNanos when the revision was first seen
     */
    boolean explains(long revision, List<Event> events, NavigableMap<ByteString, KeyValue> before, long seenNanos);
}
