package io.fairlead.server.storage.wal;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Kinds of record; a record's type on disk is its number. */
enum RecordType {
    METADATA(1),
    ENTRY(2),
    STATE(3),
    CRC(4),
    SNAPSHOT(5);

    private static final List<Optional<RecordType>> ALL =
            Arrays.stream(values()).map(Optional::of).toList();

    private final int number;

    RecordType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static Optional<RecordType> of(long number) {
        // Numbers go from 1 without a gap.
        return number >= 1 && number <= ALL.size() ? ALL.get((int) number - 1) : Optional.empty();
    }
}
