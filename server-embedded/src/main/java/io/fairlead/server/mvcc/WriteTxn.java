package io.fairlead.server.mvcc;

import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.server.check.Invariant;
import io.fairlead.server.storage.backend.Batch;
import io.fairlead.server.storage.backend.RevisionRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes of keys under one new main revision, which is used up only if something changes. Reads see the transaction's own
 * changes. Apply loop; ended by exactly one of {@link #commit()} and {@link #abandon()}.
 */
public final class WriteTxn implements KvView {
    private final MvccStore store;
    private final KeyTree tree;
    private final Batch batch;
    private final long revisionBefore;
    private final int recordsBefore;

    private final List<KeyState> changes = new ArrayList<>(1);

    /** The index of each change's key, in the order of the changes. */
    private final List<KeyIndex> touched = new ArrayList<>(1);

    private boolean open = true;

    // For the meter, which hears of what is committed.
    private int puts;
    private int deletes;
    private int ranges;
    private long putBytes;
    private long newKeys;

    WriteTxn(MvccStore store, KeyTree tree, Batch batch, long revisionBefore) {
        this.store = store;
        this.tree = tree;
        this.batch = batch;
        this.revisionBefore = revisionBefore;
        this.recordsBefore = batch.recordCount();
    }

    /** Puts a key; its create revision and version follow from its history. */
    public void put(Bytes key, Bytes value, long lease) {
        Invariant.check(open, "a change in a transaction that has ended");
        byte[] name = Published.array(key);
        KeyIndex index = tree.get(name);
        if (index == null) {
            index = new KeyIndex(name);
            tree.add(index);
        }
        long main = revisionBefore + 1;
        int sub = changes.size();
        Generation life = index.put(main, sub);
        puts++;
        putBytes += key.size() + value.size();
        newKeys += life.version() == 1 ? 1 : 0;
        batch.put(main, sub, key, value, life.created(), life.version(), lease);
        touched.add(index);
        changes.add(new KeyState(new Revision(main, sub), false, key, value, life.created(), life.version(), lease));
    }

    /** Deletes the keys of {@code span} that are alive, in ascending order; returns how many. */
    public long deleteRange(KeySpan span) {
        Invariant.check(open, "a change in a transaction that has ended");
        List<KeyIndex> alive = new ArrayList<>();
        byte[] from = Published.array(span.from());
        if (span.single()) {
            KeyIndex index = tree.get(from);
            if (index != null && index.find(revision(), null)) {
                alive.add(index);
            }
        } else {
            long at = revision();
            byte[] to = span.to().isPresent() ? Published.array(span.to().get()) : null;
            tree.walk(from, to, index -> {
                if (index.find(at, null)) {
                    alive.add(index);
                }
                return true;
            });
        }
        deletes++;
        newKeys -= alive.size();
        for (KeyIndex index : alive) {
            delete(index);
        }
        return alive.size();
    }

    private void delete(KeyIndex index) {
        long main = revisionBefore + 1;
        int sub = changes.size();
        Bytes key = Bytes.unsafeWrap(index.key());
        index.tombstone(main, sub);
        batch.tombstone(main, sub, key);
        touched.add(index);
        changes.add(new KeyState(new Revision(main, sub), true, key, Bytes.empty(), 0, 0, 0));
    }

    /**
     * Gives up the history below {@code at}; the transaction does nothing else. Reads below it are refused from the next {@link
     * MvccStore#publish()} on; records and index entries go afterwards, as {@link Compactor#step} is called.
     *
     * @return the current revision; or refused as COMPACTED where that much was given up before, as FUTURE_REVISION where {@code
     *     at} was not reached yet. Nothing is changed by a refusal
     */
    public Answer<Long> compact(long at) {
        Invariant.check(open && changes.isEmpty(), "a compaction stands alone in its transaction");
        return store.compact(batch, at);
    }

    /** What was changed so far, in order; sub revisions count from 0. */
    public List<KeyState> changes() {
        return Collections.unmodifiableList(changes);
    }

    /** The revision before the transaction; with the first change the one after it. */
    @Override
    public long revision() {
        return changes.isEmpty() ? revisionBefore : revisionBefore + 1;
    }

    @Override
    public long compactedRevision() {
        return store.workingCompacted();
    }

    @Override
    public long count(KeySpan span, long at) {
        return Published.count(tree.root(), span, at);
    }

    @Override
    public long find(KeySpan span, long at, long limit, RevisionList into) {
        ranges++;
        return Published.find(tree.root(), span, at, limit, into);
    }

    @Override
    public @Nullable KeyState read(long main, int sub) {
        RevisionRecord record = batch.read(main, sub);
        return record == null ? null : KeyState.of(record);
    }

    /** Always: nothing is compacted while a transaction is open. */
    @Override
    public boolean covers(long at) {
        return true;
    }

    /** Keeps the changes. They become visible to others when the store publishes, after the batch was sealed. */
    public void commit() {
        end();
        count(store.meter());
        store.committed(revision(), changes);
    }

    private void count(KeyMeter meter) {
        meter.puts().add(puts);
        meter.deletes().add(deletes);
        meter.ranges().add(ranges);
        meter.putBytes().add(putBytes);
        meter.alive().addAndGet(newKeys);
        if (puts + deletes + ranges > 1) {
            meter.txns().increment();
        }
    }

    /** Takes the changes back, as if the transaction had never been. */
    public void abandon() {
        end();
        for (int i = touched.size() - 1; i >= 0; i--) {
            KeyIndex index = touched.get(i);
            index.removeNewest();
            if (index.isEmpty()) {
                tree.remove(index);
            }
        }
        batch.rewind(recordsBefore);
        store.committed(revisionBefore, List.of());
    }

    private void end() {
        Invariant.check(open, "a transaction ends once");
        open = false;
    }
}
