package io.fairlead.api.kv;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;

/**
 * One condition of a transaction. A condition on a range holds if it holds for every key that exists in it.
 *
 * <p>A single key that does not exist compares with version, revisions and lease 0, and no condition on its value holds.
 *
 * @param range the key, or the keys
 * @param target what of the key is compared
 * @param relation how
 * @param number the other side, for every target but VALUE
 * @param value the other side for VALUE, empty otherwise
 */
public record Cmp(KeyRange range, Target target, Relation relation, long number, Bytes value) {
    /** What of a key is compared. */
    public enum Target {
        VERSION,
        CREATE_REVISION,
        MOD_REVISION,
        VALUE,
        LEASE
    }

    /** How the two sides relate; values compare byte-wise and unsigned. */
    public enum Relation {
        EQUAL,
        GREATER,
        LESS,
        NOT_EQUAL
    }

    /** A condition that lacks its other side, a number. */
    public record NumberSide(KeyRange range, Target target) {
        public Cmp is(long number) {
            return relation(Relation.EQUAL, number);
        }

        public Cmp isNot(long number) {
            return relation(Relation.NOT_EQUAL, number);
        }

        public Cmp isGreaterThan(long number) {
            return relation(Relation.GREATER, number);
        }

        public Cmp isLessThan(long number) {
            return relation(Relation.LESS, number);
        }

        public Cmp relation(Relation relation, long number) {
            return new Cmp(range, target, relation, number, Bytes.empty());
        }
    }

    /** A condition that lacks its other side, a value. */
    public record ValueSide(KeyRange range) {
        public Cmp is(Bytes value) {
            return relation(Relation.EQUAL, value);
        }

        public Cmp isNot(Bytes value) {
            return relation(Relation.NOT_EQUAL, value);
        }

        public Cmp isGreaterThan(Bytes value) {
            return relation(Relation.GREATER, value);
        }

        public Cmp isLessThan(Bytes value) {
            return relation(Relation.LESS, value);
        }

        public Cmp relation(Relation relation, Bytes value) {
            return new Cmp(range, Target.VALUE, relation, 0, value);
        }
    }

    /** The key exists. */
    public static Cmp exists(Bytes key) {
        return createRevision(KeyRange.single(key)).isGreaterThan(0);
    }

    /** The key, in UTF-8, exists. */
    public static Cmp exists(String key) {
        return exists(Bytes.utf8(key));
    }

    /** The key does not exist. */
    public static Cmp missing(Bytes key) {
        return createRevision(KeyRange.single(key)).is(0);
    }

    /** The key, in UTF-8, does not exist. */
    public static Cmp missing(String key) {
        return missing(Bytes.utf8(key));
    }

    /** The key is as it was when it was read: nobody has changed, deleted or created it again since. */
    public static Cmp unchanged(KeyValue seen) {
        return modRevision(KeyRange.single(seen.key())).is(seen.modRevision());
    }

    public static NumberSide version(KeyRange range) {
        return new NumberSide(range, Target.VERSION);
    }

    public static NumberSide version(String key) {
        return version(KeyRange.single(key));
    }

    public static NumberSide createRevision(KeyRange range) {
        return new NumberSide(range, Target.CREATE_REVISION);
    }

    public static NumberSide createRevision(String key) {
        return createRevision(KeyRange.single(key));
    }

    public static NumberSide modRevision(KeyRange range) {
        return new NumberSide(range, Target.MOD_REVISION);
    }

    public static NumberSide modRevision(String key) {
        return modRevision(KeyRange.single(key));
    }

    public static NumberSide lease(KeyRange range) {
        return new NumberSide(range, Target.LEASE);
    }

    public static NumberSide lease(String key) {
        return lease(KeyRange.single(key));
    }

    public static ValueSide value(KeyRange range) {
        return new ValueSide(range);
    }

    public static ValueSide value(String key) {
        return value(KeyRange.single(key));
    }
}
