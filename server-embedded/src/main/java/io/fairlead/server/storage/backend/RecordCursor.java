package io.fairlead.server.storage.backend;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Goes through revision records in ascending order of (main, sub). */
@FunctionalInterface
public interface RecordCursor {
    /**
     * The next record; null at the end.
     *
     * @throws UnreadableRecordException where the record is damaged
     */
    @Nullable
    RevisionRecord next() throws IOException;
}
