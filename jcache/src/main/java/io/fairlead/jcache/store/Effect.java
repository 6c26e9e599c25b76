package io.fairlead.jcache.store;

import io.fairlead.api.Bytes;
import java.util.Set;

/** What becomes of an entry. */
public sealed interface Effect {
    /** It stays as it is; nothing is sent. */
    record Keep() implements Effect {}

    /** It is written. */
    record Put(Bytes payload, long deadline, Set<Envelope.Flag> flags) implements Effect {
        public Put {
            flags = Set.copyOf(flags);
        }
    }

    /** It is deleted, and listeners hear of it as the removal says. Of an entry without a record, nothing is sent. */
    record Delete(Removal removal) implements Effect {}

    /** Why an entry is deleted. */
    enum Removal {
        /** A program removed it. */
        REMOVED,
        /** It had expired. */
        EXPIRED,
        /** The cache was cleared: listeners hear nothing. */
        CLEARED
    }

    /** Leaves the entry alone. */
    static Effect keep() {
        return new Keep();
    }

    /** Writes the entry, without a word to say of it. */
    static Effect put(Bytes payload, long deadline) {
        return new Put(payload, deadline, Set.of());
    }

    /** Writes the entry. */
    static Effect put(Bytes payload, long deadline, Set<Envelope.Flag> flags) {
        return new Put(payload, deadline, flags);
    }

    /** Deletes the entry. */
    static Effect delete(Removal removal) {
        return new Delete(removal);
    }
}
