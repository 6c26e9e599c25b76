package io.fairlead.jcache.store;

import java.util.List;

/**
 * Several entries as they were at one revision.
 *
 * @param revision the revision
 * @param entries in the order they were asked for; without a record where there was none
 */
public record View(long revision, List<StoredEntry> entries) {
    public View {
        entries = List.copyOf(entries);
    }
}
