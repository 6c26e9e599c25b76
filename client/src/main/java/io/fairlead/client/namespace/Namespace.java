package io.fairlead.client.namespace;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.RefusedException;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.Txn;
import java.util.ArrayList;
import java.util.List;

/**
 * The prefix of a namespace, and the way out: from keys as the user of the view writes them to keys of the store. The way back
 * is {@link Insider}.
 *
 * @param prefix of every key; empty for the whole store
 */
public record Namespace(Bytes prefix) {
    /** The whole store. */
    public static final Namespace NONE = new Namespace(Bytes.empty());

    /** As {@link KeyRange} writes a range without an upper bound; as a key, the smallest there is. */
    private static final Bytes ZERO = Bytes.of(0);

    /** A namespace within this one. */
    public Namespace within(Bytes more) {
        return new Namespace(prefix.concat(more));
    }

    /** True if nothing changes on the way out or in. */
    public boolean isWholeStore() {
        return prefix.isEmpty();
    }

    /**
     * The key in the store.
     *
     * @throws RefusedException with EMPTY_KEY, as the server refuses an empty key; with the prefix it would not notice
     */
    Bytes key(Bytes key) {
        if (key.isEmpty()) {
            throw new RefusedException(EtcdError.EMPTY_KEY, Outcome.NOT_APPLIED, List.of(), null);
        }
        return prefix.concat(key);
    }

    /** The same keys in the store: without an upper bound, up to the end of the namespace. */
    KeyRange range(KeyRange range) {
        Bytes first = key(range.key());
        if (range.isSingle()) {
            return KeyRange.single(first);
        }
        Bytes end = range.isOpenEnded() ? KeyRange.prefix(prefix).end() : prefix.concat(range.end());
        return new KeyRange(first, end);
    }

    /** As {@link #range}; to a server, a watch that names no key begins at the smallest. */
    KeyRange watched(KeyRange range) {
        return range(range.key().isEmpty() ? new KeyRange(ZERO, range.end()) : range);
    }

    Txn txn(Txn txn) {
        List<Cmp> when = new ArrayList<>(txn.when().size());
        for (Cmp condition : txn.when()) {
            when.add(new Cmp(
                    range(condition.range()),
                    condition.target(),
                    condition.relation(),
                    condition.number(),
                    condition.value()));
        }
        return new Txn(when, steps(txn.then()), steps(txn.otherwise()));
    }

    private List<Op> steps(List<Op> steps) {
        List<Op> outside = new ArrayList<>(steps.size());
        for (Op step : steps) {
            outside.add(step(step));
        }
        return outside;
    }

    private Op step(Op step) {
        if (step instanceof Op.Get get) {
            return Op.get(range(get.range()), get.options());
        }
        if (step instanceof Op.Put put) {
            return Op.put(key(put.key()), put.value(), put.options());
        }
        if (step instanceof Op.Delete delete) {
            return Op.delete(range(delete.range()), delete.options());
        }
        return Op.txn(txn(((Op.Nested) step).txn()));
    }

    /** True for a key of the store that the view can name. */
    boolean holds(Bytes key) {
        return key.size() > prefix.size() && key.startsWith(prefix);
    }

    /** The key as the view names it. */
    Bytes inside(Bytes key) {
        if (!holds(key)) {
            throw new IllegalStateException(
                    "the server answered with the key " + key + ", which is not below " + prefix);
        }
        return key.slice(prefix.size(), key.size());
    }

    KeyValue inside(KeyValue kv) {
        return new KeyValue(
                inside(kv.key()), kv.value(), kv.createRevision(), kv.modRevision(), kv.version(), kv.lease());
    }

    List<KeyValue> inside(List<KeyValue> kvs) {
        List<KeyValue> inside = new ArrayList<>(kvs.size());
        kvs.forEach(kv -> inside.add(inside(kv)));
        return inside;
    }
}
