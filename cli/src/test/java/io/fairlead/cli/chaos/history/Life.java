package io.fairlead.cli.chaos.history;

import io.fairlead.api.KeyValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What one key was at each revision. */
final class Life {
    private final List<Long> revisions = new ArrayList<>();
    private final List<KeyValue> entries = new ArrayList<>();

    void add(long revision, KeyValue entry) {
        revisions.add(revision);
        entries.add(entry);
    }

    /** As of the newest revision; a deleted key has version 0. */
    Optional<KeyValue> last() {
        return entries.isEmpty() ? Optional.empty() : Optional.of(entries.get(entries.size() - 1));
    }

    /** The key as it was at a revision, if it existed. */
    Optional<KeyValue> at(long revision) {
        int found = Collections.binarySearch(revisions, revision);
        int at = found >= 0 ? found : -found - 2;
        return at < 0 ? Optional.empty() : Optional.of(entries.get(at)).filter(entry -> entry.version() > 0);
    }
}
