package io.fairlead.server.storage.wal;

import java.util.Optional;

/** Kinds of record; a record's type on disk is its number. */
enum RecordType {
    METADATA(1),
    ENTRY(2),
    STATE(3),
    CRC(4),
    SNAPSHOT(5);

    private final int number;

    RecordType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static Optional<RecordType> of(long number) {
        for (RecordType type : values()) {
            if (type.number == number) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
