package io.fairlead.api;

/**
 * A set of neighbouring keys, as etcd writes it: one key, or everything from a first key up to, without, an end.
 *
 * <p>Use the named ways in; the two components are the form on the wire.
 *
 * @param key the first key of the range
 * @param end empty for the one key; a single zero byte for no upper bound; otherwise the first key behind the range
 */
public record KeyRange(Bytes key, Bytes end) {
    /** On the wire: no upper bound, and as first key the smallest there is. */
    private static final Bytes ZERO = Bytes.of(0);

    private static final KeyRange ALL = new KeyRange(ZERO, ZERO);

    /** Exactly this key. */
    public static KeyRange single(Bytes key) {
        return new KeyRange(key, Bytes.empty());
    }

    /** Exactly this key, in UTF-8. */
    public static KeyRange single(String key) {
        return single(Bytes.utf8(key));
    }

    /** Every key that starts with {@code prefix}; the empty prefix means all keys. */
    public static KeyRange prefix(Bytes prefix) {
        return prefix.isEmpty() ? ALL : new KeyRange(prefix, endOfPrefix(prefix));
    }

    /** Every key that starts with {@code prefix} in UTF-8. */
    public static KeyRange prefix(String prefix) {
        return prefix(Bytes.utf8(prefix));
    }

    /** {@code key} and every greater key. An empty key means all keys. */
    public static KeyRange from(Bytes key) {
        return key.isEmpty() ? ALL : new KeyRange(key, ZERO);
    }

    /** {@code key}, in UTF-8, and every greater key. */
    public static KeyRange from(String key) {
        return from(Bytes.utf8(key));
    }

    /**
     * The keys from {@code first}, inclusive, to {@code end}, exclusive. An empty end would mean something else on the
     * wire and is refused; a range whose end is not above its first key holds no key.
     *
     * @throws IllegalArgumentException if {@code end} is empty
     */
    public static KeyRange between(Bytes first, Bytes end) {
        if (end.isEmpty()) {
            throw new IllegalArgumentException("the end of a range is not empty; use from(first) for no upper bound");
        }
        return new KeyRange(first, end);
    }

    /** The keys from {@code first}, inclusive, to {@code end}, exclusive, both in UTF-8. */
    public static KeyRange between(String first, String end) {
        return between(Bytes.utf8(first), Bytes.utf8(end));
    }

    /** Every key. */
    public static KeyRange all() {
        return ALL;
    }

    /** True for a range made of one named key. */
    public boolean isSingle() {
        return end.isEmpty();
    }

    /** True where the range has no upper bound. */
    public boolean isOpenEnded() {
        return end.equals(ZERO);
    }

    /** True if {@code candidate} lies in this range. */
    public boolean contains(Bytes candidate) {
        if (isSingle()) {
            return candidate.equals(key);
        }
        return candidate.compareTo(key) >= 0 && (isOpenEnded() || candidate.compareTo(end) < 0);
    }

    /** The first key behind all keys with the prefix: its last byte that can grow grows, what follows is cut. */
    private static Bytes endOfPrefix(Bytes prefix) {
        for (int i = prefix.size() - 1; i >= 0; i--) {
            if (prefix.at(i) != (byte) 0xFF) {
                byte[] end = prefix.slice(0, i + 1).toByteArray();
                end[i]++;
                return Bytes.unsafeWrap(end);
            }
        }
        return ZERO;
    }
}
