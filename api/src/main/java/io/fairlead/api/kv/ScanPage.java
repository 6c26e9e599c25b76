package io.fairlead.api.kv;

import io.fairlead.api.KeyValue;
import java.util.List;

/**
 * A part of a scan.
 *
 * @param revision the one revision of the whole scan
 * @param entries the next keys in ascending order; empty only where the range holds no more
 * @param last true if nothing follows
 */
public record ScanPage(long revision, List<KeyValue> entries, boolean last) {
    public ScanPage {
        entries = List.copyOf(entries);
    }
}
