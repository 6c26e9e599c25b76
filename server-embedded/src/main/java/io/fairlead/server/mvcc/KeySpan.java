package io.fairlead.server.mvcc;

import io.fairlead.api.Bytes;
import java.util.Optional;

/**
 * One key, or all keys from one on, up to another or without end.
 *
 * @param from the first key
 * @param to the first key that is no longer meant; empty for no end. Has no meaning for a single key
 * @param single only {@code from} itself
 */
public record KeySpan(Bytes from, Optional<Bytes> to, boolean single) {
    private static final Bytes NUL = Bytes.of(0);

    /** Every key. */
    public static final KeySpan ALL = new KeySpan(Bytes.empty(), Optional.empty(), false);

    public static KeySpan of(Bytes key) {
        return new KeySpan(key, Optional.empty(), true);
    }

    /** As requests say it: no {@code rangeEnd} is one key, a single NUL is every key from {@code key} on. */
    public static KeySpan of(Bytes key, Bytes rangeEnd) {
        if (rangeEnd.isEmpty()) {
            return of(key);
        }
        return new KeySpan(key, rangeEnd.equals(NUL) ? Optional.empty() : Optional.of(rangeEnd), false);
    }

    public boolean contains(Bytes key) {
        if (single) {
            return key.equals(from);
        }
        return key.compareTo(from) >= 0 && (to.isEmpty() || key.compareTo(to.get()) < 0);
    }
}
