package io.fairlead.server.mvcc;

import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.RevisionRecord;
import org.jspecify.annotations.Nullable;

/** What was published when the view was taken. Any thread; costs nothing to keep but the memory of old tree nodes. */
public final class ReadView implements KvView {
    private final MvccStore store;
    private final Backend backend;
    private final Published published;
    private final long lifetime;

    /** @param lifetime of the store, read before {@code published} was */
    ReadView(MvccStore store, Backend backend, Published published, long lifetime) {
        this.lifetime = lifetime;
        this.store = store;
        this.backend = backend;
        this.published = published;
    }

    @Override
    public long revision() {
        return published.revision();
    }

    @Override
    public long compactedRevision() {
        return published.compacted();
    }

    @Override
    public long count(KeySpan span, long at) {
        return Published.count(published.root(), span, at);
    }

    @Override
    public long find(KeySpan span, long at, long limit, RevisionList into) {
        return Published.find(published.root(), span, at, limit, into);
    }

    /**
     * Finds the first keys of {@code span} that are alive at revision {@code at}, in ascending order, without looking at the
     * others.
     *
     * @param limit how many at most, above 0
     */
    public void page(KeySpan span, long at, int limit, RevisionList into) {
        Published.page(published.root(), span, at, limit, into);
    }

    @Override
    public @Nullable KeyState read(long main, int sub) {
        RevisionRecord record = backend.read(main, sub);
        return record == null ? null : KeyState.of(record);
    }

    @Override
    public boolean covers(long at) {
        return at >= store.compactedRevision();
    }

    @Override
    public boolean isOutlived() {
        return MvccStore.isBeingReplaced(lifetime) || store.lifetime() != lifetime;
    }
}
