package io.fairlead.api.concurrency;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import java.util.List;
import java.util.Optional;

/** The mirrored range exactly as it was at one revision. Immutable; views of different revisions share memory. */
public interface MirrorView {
    /** The revision: every change up to it is in here, and none behind it. */
    long revision();

    /** The key, empty if it did not exist. */
    Optional<KeyValue> get(Bytes key);

    /** The key, in UTF-8, as {@link #get(Bytes)}. */
    default Optional<KeyValue> get(String key) {
        return get(Bytes.utf8(key));
    }

    /** How many keys there were. */
    int size();

    /** All keys in ascending order. */
    List<KeyValue> entries();

    /** Those of a range in ascending order. */
    List<KeyValue> entries(KeyRange range);
}
