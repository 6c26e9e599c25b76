package io.fairlead.api.auth;

import io.fairlead.api.KeyRange;

/**
 * What may be done to which keys.
 *
 * @param kind what may be done
 * @param range to which keys
 */
public record Permission(Kind kind, KeyRange range) {
    /** What may be done to a key. */
    public enum Kind {
        READ,
        WRITE,
        READ_WRITE
    }

    /** The keys may be read and watched. */
    public static Permission read(KeyRange range) {
        return new Permission(Kind.READ, range);
    }

    /** The keys may be written and deleted. */
    public static Permission write(KeyRange range) {
        return new Permission(Kind.WRITE, range);
    }

    /** The keys may be read, watched, written and deleted. */
    public static Permission readWrite(KeyRange range) {
        return new Permission(Kind.READ_WRITE, range);
    }
}
