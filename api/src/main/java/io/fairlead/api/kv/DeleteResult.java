package io.fairlead.api.kv;

import io.fairlead.api.Header;
import io.fairlead.api.KeyValue;
import java.util.List;

/**
 * The answer to a delete.
 *
 * @param header its revision is that of the delete, or the present one where nothing was deleted
 * @param deleted number of keys deleted
 * @param previous the deleted keys, if they were asked for
 */
public record DeleteResult(Header header, long deleted, List<KeyValue> previous) implements OpResult {
    public DeleteResult {
        previous = List.copyOf(previous);
    }

    /** The revision of the delete, or the present one where nothing was deleted. */
    public long revision() {
        return header.revision();
    }
}
