package io.fairlead.client.recipe.stm;

import io.fairlead.api.Bytes;
import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.concurrency.StmBody;
import io.fairlead.api.concurrency.StmIsolation;
import io.fairlead.api.concurrency.StmTransaction;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.PutOptions;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.kv.Txn;
import io.fairlead.api.kv.TxnResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One run of a body, and its commit. */
final class StmRun implements StmTransaction {
    /** Reads that a failing commit repeats for the next run; servers take 128 steps as a rule. */
    private static final int PREFETCH_MAX = 64;

    /** A write of the body; without a value a deletion. */
    private record Write(@Nullable Bytes value, long lease) {}

    /** A range with what was found there, and at which revision. */
    private record RangeRead(List<KeyValue> entries, long revision) {}

    /**
     * How a run ended.
     *
     * @param value what the body gave
     * @param prefetch for the next run, if it was not committed
     */
    record Ended<T>(boolean committed, T value, StmPrefetch prefetch) {}

    private final Kv kv;
    private final StmIsolation isolation;
    private final StmPrefetch prefetch;

    /** Everything was read at this revision, at the serializable levels; 0 before the first read. */
    private long revision;

    private final Map<Bytes, Optional<KeyValue>> reads = new LinkedHashMap<>();
    private final Map<KeyRange, RangeRead> ranges = new LinkedHashMap<>();
    private final TreeMap<Bytes, Write> writes = new TreeMap<>();

    /** The revision was compacted under the body's feet: whatever it makes of that, it runs again. */
    private boolean outdated;

    private boolean over;

    StmRun(Kv kv, StmIsolation isolation, StmPrefetch prefetch) {
        this.kv = kv;
        this.isolation = isolation;
        this.prefetch = prefetch;
        this.revision = prefetch.revision();
    }

    /** Runs the body and commits. */
    <T, E extends Exception> Ended<T> run(StmBody<T, E> body) throws E {
        T value;
        try {
            value = body.run(this);
        } catch (Outdated e) {
            return new Ended<>(false, cast(null), StmPrefetch.NONE);
        } finally {
            over = true;
        }
        if (outdated) {
            return new Ended<>(false, value, StmPrefetch.NONE);
        }
        if (writes.isEmpty() && isolation != StmIsolation.REPEATABLE_READS) {
            // All of one revision, or nothing promised: there is nothing to check.
            return new Ended<>(true, value, StmPrefetch.NONE);
        }
        TxnResult result = kv.commit(txn());
        return new Ended<>(result.succeeded(), value, result.succeeded() ? StmPrefetch.NONE : prefetched(result));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"}) // never looked at
    private static <T> T cast(@Nullable Object nothing) {
        return (T) nothing;
    }

    @Override
    public Optional<KeyValue> get(Bytes key) {
        checkRunning();
        Write own = writes.get(key);
        if (own != null) {
            return shown(key, own);
        }
        Optional<KeyValue> known = reads.get(key);
        if (known == null) {
            known = prefetch.keys().get(key);
            if (known == null) {
                known = read(KeyRange.single(key)).first();
            }
            if (isolation != StmIsolation.READ_COMMITTED) {
                reads.put(key, known);
            }
        }
        return known;
    }

    @Override
    public List<KeyValue> get(KeyRange range) {
        checkRunning();
        RangeRead known = ranges.get(range);
        if (known == null) {
            List<KeyValue> fetched = prefetch.ranges().get(range);
            if (fetched == null) {
                RangeResult found = read(range);
                known = new RangeRead(found.entries(), readRevision(found));
            } else {
                known = new RangeRead(fetched, prefetch.revision());
            }
            if (isolation != StmIsolation.READ_COMMITTED) {
                ranges.put(range, known);
            }
        }
        TreeMap<Bytes, KeyValue> shown = new TreeMap<>();
        known.entries().forEach(entry -> shown.put(entry.key(), entry));
        writes.forEach((key, own) -> {
            if (range.contains(key)) {
                shown.remove(key);
                shown(key, own).ifPresent(entry -> shown.put(key, entry));
            }
        });
        return List.copyOf(shown.values());
    }

    @Override
    public void put(Bytes key, Bytes value, long lease) {
        checkRunning();
        writes.put(key, new Write(value, lease));
    }

    @Override
    public void delete(Bytes key) {
        checkRunning();
        writes.put(key, new Write(null, 0));
    }

    private void checkRunning() {
        if (over) {
            throw new IllegalStateException("the transaction is over: it is used while its body runs");
        }
    }

    private static Optional<KeyValue> shown(Bytes key, Write own) {
        Bytes value = own.value();
        return value == null ? Optional.empty() : Optional.of(new KeyValue(key, value, 0, 0, 0, own.lease()));
    }

    private boolean isSnapshot() {
        return isolation == StmIsolation.SERIALIZABLE_SNAPSHOT || isolation == StmIsolation.SERIALIZABLE;
    }

    private RangeResult read(KeyRange range) {
        if (!isSnapshot() || revision == 0) {
            RangeResult found = kv.get(range, ReadOptions.defaults());
            revision = found.revision();
            return found;
        }
        try {
            return kv.get(range, ReadOptions.defaults().revision(revision));
        } catch (FairleadException failure) {
            if (failure.error().equals(Optional.of(EtcdError.COMPACTED))) {
                outdated = true;
                throw new Outdated();
            }
            throw failure;
        }
    }

    /** As of when it was found; the header of a read of the past tells of now. */
    private long readRevision(RangeResult found) {
        return isSnapshot() ? revision : found.revision();
    }

    private Txn txn() {
        List<Cmp> when = new ArrayList<>();
        reads.forEach((key, found) -> when.add(Cmp.modRevision(KeyRange.single(key))
                .is(found.map(KeyValue::modRevision).orElse(0L))));
        ranges.forEach((range, read) -> {
            // Nothing came or changed, and nothing went.
            when.add(Cmp.modRevision(range).isLessThan(read.revision() + 1));
            read.entries().forEach(entry -> when.add(Cmp.unchanged(entry)));
        });
        if (isolation == StmIsolation.SERIALIZABLE_SNAPSHOT && revision > 0) {
            for (Bytes key : writes.keySet()) {
                if (!reads.containsKey(key)) {
                    when.add(Cmp.modRevision(KeyRange.single(key)).isLessThan(revision + 1));
                }
            }
        }
        List<Op> then = new ArrayList<>();
        writes.forEach((key, write) -> {
            Bytes value = write.value();
            then.add(
                    value == null
                            ? Op.delete(KeyRange.single(key))
                            : Op.put(key, value, PutOptions.defaults().lease(write.lease())));
        });
        return new Txn(when, then, rereads());
    }

    /** What the next run will want first: the keys, then the ranges, in the order in which they were read. */
    private List<Op> rereads() {
        List<Op> rereads = new ArrayList<>();
        if (reads.size() + ranges.size() <= PREFETCH_MAX) {
            reads.keySet().forEach(key -> rereads.add(Op.get(KeyRange.single(key))));
            ranges.keySet().forEach(range -> rereads.add(Op.get(range)));
        }
        return rereads;
    }

    private StmPrefetch prefetched(TxnResult result) {
        if (result.results().isEmpty()) {
            return StmPrefetch.NONE;
        }
        Map<Bytes, Optional<KeyValue>> keys = new LinkedHashMap<>();
        Map<KeyRange, List<KeyValue>> found = new LinkedHashMap<>();
        int place = 0;
        for (Bytes key : reads.keySet()) {
            keys.put(key, result.get(place++).first());
        }
        for (KeyRange range : ranges.keySet()) {
            found.put(range, result.get(place++).entries());
        }
        return new StmPrefetch(result.revision(), keys, found);
    }

    /** Leads out of a body whose revision is gone. */
    private static final class Outdated extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Outdated() {
            super("the revision that was read has been compacted: the body runs again", null, false, false);
        }
    }
}
