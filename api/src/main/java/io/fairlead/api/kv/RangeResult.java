package io.fairlead.api.kv;

import io.fairlead.api.Header;
import io.fairlead.api.KeyValue;
import java.util.List;
import java.util.Optional;

/**
 * The answer to a read.
 *
 * @param header who answered at which revision
 * @param entries the keys found, in the order asked for
 * @param more true if the limit cut keys off
 * @param count keys in the range, whatever the limit
 */
public record RangeResult(Header header, List<KeyValue> entries, boolean more, long count) implements OpResult {
    public RangeResult {
        entries = List.copyOf(entries);
    }

    /** The revision of the store when it answered; a watch that starts behind it, {@code revision() + 1}, misses nothing. */
    public long revision() {
        return header.revision();
    }

    /** The first entry, empty if nothing was found. */
    public Optional<KeyValue> first() {
        return entries.isEmpty() ? Optional.empty() : Optional.of(entries.get(0));
    }
}
