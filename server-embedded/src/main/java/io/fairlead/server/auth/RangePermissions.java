package io.fairlead.server.auth;

import io.fairlead.api.Bytes;
import io.fairlead.server.mvcc.KeySpan;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A set of keys, put together from granted spans. Spans that touch or overlap are one: whoever may read {@code [a, c)} and
 * {@code [c, e)} may read {@code [a, e)} at once. Immutable.
 *
 * <p>Every form of span is the same thing here, a first key and the first key beyond: a single key {@code k} is {@code [k,
 * k\0)}, and a span without end has none. A request's span is brought into the same form, by the same code, so that no two
 * parts of the house can understand a range end differently.
 */
public final class RangePermissions {
    /** No key at all. */
    public static final RangePermissions NONE = of(List.of());

    private static final Bytes NUL = Bytes.of(0);

    /** First key to the first key beyond, empty for no end. Invariant: disjoint, and no two touch. */
    private final NavigableMap<Bytes, Optional<Bytes>> spans;

    private RangePermissions(NavigableMap<Bytes, Optional<Bytes>> spans) {
        this.spans = spans;
    }

    public static RangePermissions of(Collection<KeySpan> granted) {
        NavigableMap<Bytes, Optional<Bytes>> merged = new TreeMap<>();
        granted.stream()
                .filter(span -> !isEmpty(span))
                .sorted(Comparator.comparing(KeySpan::from))
                .forEach(span -> add(merged, span.from(), end(span)));
        return new RangePermissions(merged);
    }

    /** Spans come in ascending order, so only the last one can touch. */
    private static void add(NavigableMap<Bytes, Optional<Bytes>> merged, Bytes from, Optional<Bytes> to) {
        Map.Entry<Bytes, Optional<Bytes>> last = merged.lastEntry();
        if (last == null || isBefore(last.getValue(), from)) {
            merged.put(from, to);
        } else if (!reaches(last.getValue(), to)) {
            merged.put(last.getKey(), to);
        }
    }

    /**
     * Is every key of {@code span} in the set? A span that holds no key counts as its first key alone: it finds nothing, but
     * nobody may ask for it who may not ask for that key.
     */
    public boolean cover(KeySpan span) {
        Map.Entry<Bytes, Optional<Bytes>> candidate = spans.floorEntry(span.from());
        return candidate != null
                && reaches(candidate.getValue(), isEmpty(span) ? Optional.of(next(span.from())) : end(span));
    }

    private static boolean isEmpty(KeySpan span) {
        return !span.single() && span.to().isPresent() && span.to().get().compareTo(span.from()) <= 0;
    }

    private static Optional<Bytes> end(KeySpan span) {
        return span.single() ? Optional.of(next(span.from())) : span.to();
    }

    private static Bytes next(Bytes key) {
        return key.concat(NUL);
    }

    /** Ends a span that goes up to {@code end} before {@code from} begins, with a gap between them? */
    private static boolean isBefore(Optional<Bytes> end, Bytes from) {
        return end.isPresent() && end.get().compareTo(from) < 0;
    }

    /** Goes a span with end {@code end} at least as far as one with end {@code to}? */
    private static boolean reaches(Optional<Bytes> end, Optional<Bytes> to) {
        return end.isEmpty() || (to.isPresent() && end.get().compareTo(to.get()) >= 0);
    }
}
