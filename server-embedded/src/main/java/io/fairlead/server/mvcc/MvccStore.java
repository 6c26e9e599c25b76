package io.fairlead.server.mvcc;

import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.check.Invariant;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.Batch;
import io.fairlead.server.storage.backend.RevisionRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The keyspace: an index in memory over the revision records of a backend.
 *
 * <p>The apply loop works on it: {@link #begin}, {@link #compactor()}, and, once the batch was sealed, {@link #publish()}. Everyone else takes views of what was published.
 *
 * <p>A turn of the apply loop is: {@code batch = backend.begin()}; for each entry a transaction on the batch, committed or
 * abandoned; {@code backend.seal(batch, mark)}; {@code store.publish()}; and only then are promises answered.
 */
public final class MvccStore {
    /** The revision of a keyspace that was never written. */
    public static final long FIRST_REVISION = 1;

    /** {@link #compactedRevision()} of a keyspace that was never compacted. */
    public static final long NEVER_COMPACTED = -1;

    private final Backend backend;
    private final Compactor compactor;
    private final KeyMeter meter = new KeyMeter();
    private KeyTree tree = new KeyTree();

    /** Newest committed revision, published or not. Apply loop. */
    private long revision;

    /** Revision of the last compaction, published or not. Apply loop. */
    private long compacted;

    private boolean txnOpen;

    /** Changes that were committed and not yet published, in order. Apply loop. */
    private List<KeyState> unpublished = new ArrayList<>();

    /** The changes that the last publication made visible. Apply loop. */
    private List<KeyState> lastPublished = List.of();

    /** Goes up when a replacement of the whole state begins, and again when it is done: odd in between. */
    private volatile long lifetime;

    /** What readers see. Written by the apply loop when a batch was sealed. */
    private volatile Published published;

    private MvccStore(Backend backend) {
        this.backend = backend;
        this.compactor = new Compactor(backend, meter);
        this.published = new Published(tree.publish(), FIRST_REVISION, NEVER_COMPACTED);
    }

    /** Builds the index over what the backend holds. Takes about a second for a million records. */
    public static MvccStore open(Backend backend) {
        MvccStore store = new MvccStore(backend);
        store.rebuild();
        return store;
    }

    /** The backend's state is about to be replaced: history can't be read until {@link #rebuild}. Apply loop. */
    public void beginReplacement() {
        long before = lifetime;
        Invariant.check(!isBeingReplaced(before), "a replacement within a replacement");
        lifetime = before + 1;
    }

    /** It was not replaced after all, not yet. Apply loop. */
    public void putOffReplacement() {
        long before = lifetime;
        Invariant.check(isBeingReplaced(before), "no replacement to put off");
        lifetime = before + 1;
    }

    /** Which state this is; another number after each replacement. */
    long lifetime() {
        return lifetime;
    }

    static boolean isBeingReplaced(long lifetime) {
        return (lifetime & 1) != 0;
    }

    /** Builds the index anew, after the backend's state was replaced. Readers see the new state at once. Apply loop. */
    public void rebuild() {
        Invariant.check(!txnOpen, "rebuild within a transaction");
        unpublished = new ArrayList<>();
        KeyTree found = new KeyTree();
        Restorer restorer = new Restorer(found);
        backend.scanRevisions(0, Long.MAX_VALUE, restorer::restore);
        tree = found;
        compacted = compactor.restore(found);
        revision = Math.max(Math.max(restorer.newest, compacted), FIRST_REVISION);
        meter.alive().set(restorer.alive);
        publish();
        long before = lifetime;
        if (isBeingReplaced(before)) {
            lifetime = before + 1;
        }
    }

    /** Starts a transaction on the batch that is being filled. One at a time. Apply loop. */
    public WriteTxn begin(Batch batch) {
        Invariant.check(!txnOpen, "a transaction within a transaction");
        txnOpen = true;
        return new WriteTxn(this, tree, batch, revision);
    }

    /** What was done with these keys. Any thread. */
    public KeyMeter meter() {
        return meter;
    }

    /** Called by the transaction when it ends. */
    void committed(long newRevision, List<KeyState> changes) {
        txnOpen = false;
        revision = newRevision;
        unpublished.addAll(changes);
    }

    long workingCompacted() {
        return compacted;
    }

    Answer<Long> compact(Batch batch, long at) {
        if (at <= compacted) {
            return Answer.refused(EtcdError.COMPACTED);
        }
        if (at > revision) {
            return Answer.refused(EtcdError.FUTURE_REVISION);
        }
        compacted = at;
        compactor.schedule(batch, at);
        return Answer.ok(revision);
    }

    /** Lets readers see everything committed so far. The batch with it must have been sealed. Apply loop. */
    public void publish() {
        long compactedBefore = published.compacted();
        Published next = new Published(tree.publish(), revision, compacted);
        published = next;
        lastPublished = unpublished;
        unpublished = new ArrayList<>();
        compactor.marksSealed(
                tree,
                new ReadView(this, backend, new Published(next.root(), next.revision(), compactedBefore), lifetime));
    }

    /** The changes that the last {@link #publish()} made visible, in order; whole transactions. Not changed afterwards. Apply loop. */
    public List<KeyState> lastPublished() {
        return lastPublished;
    }

    /** The work that compactions left behind. Apply loop. */
    public Compactor compactor() {
        return compactor;
    }

    /** The newest published revision. */
    public long revision() {
        return published.revision();
    }

    /** The published revision of the last compaction, or {@link #NEVER_COMPACTED}. */
    public long compactedRevision() {
        return published.compacted();
    }

    /** How many keys the index holds, those included that are deleted and not yet compacted away. Apply loop. */
    public long keyCount() {
        return tree.size();
    }

    /** The newest published state. */
    public ReadView view() {
        long now = lifetime;
        return new ReadView(this, backend, published, now);
    }

    /** The changes by revision, as far as they are published. */
    public HistoryView history() {
        return new HistoryView(this, backend);
    }

    /** The hashes that compactions of this process found, of the newest revision first. Any thread. */
    public List<KvHash> compactionHashes() {
        return compactor.hashes().all();
    }

    /**
     * Hash of the keys' history up to {@code at} (0: all that is published), as etcd computes it. Reads every record. Refused as
     * TIMEOUT while the whole state is being replaced; asking again is safe. Any thread.
     */
    public Answer<KvHash> hash(long at) {
        Optional<KvHash> kept = at == 0 ? Optional.empty() : compactor.hashes().find(at);
        return kept.isPresent() ? Answer.ok(kept.get()) : KvHash.compute(this, backend, at);
    }

    /** Puts the records of the backend into a tree, in order. */
    private static final class Restorer {
        private final KeyTree tree;
        private long newest;
        private long alive;

        Restorer(KeyTree tree) {
            this.tree = tree;
        }

        boolean restore(RevisionRecord record) {
            newest = record.main();
            Bytes key = record.key();
            KeyIndex index = tree.get(Published.array(key));
            if (index == null) {
                index = new KeyIndex(key.toByteArray());
                tree.add(index);
            }
            alive -= index.isAlive() ? 1 : 0;
            if (record.tombstone()) {
                index.restoreTombstone(record.main(), record.sub());
            } else {
                alive++;
                index.restorePut(record.main(), record.sub(), record.createRevision(), record.version());
            }
            return true;
        }
    }
}
