package io.fairlead.api.kv;

import io.fairlead.api.Header;
import io.fairlead.api.KeyValue;
import java.util.Optional;

/**
 * The answer to a put.
 *
 * @param header its revision is that of the put
 * @param previous the key as it was before; empty if it did not exist or was not asked for
 */
public record PutResult(Header header, Optional<KeyValue> previous) implements OpResult {
    /** The revision the put was given. */
    public long revision() {
        return header.revision();
    }
}
