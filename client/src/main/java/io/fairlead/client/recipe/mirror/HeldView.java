package io.fairlead.client.recipe.mirror;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.concurrency.MirrorView;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchEvent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The range at one revision; and what the next one makes of it. Pure. */
record HeldView(long revision, KeyTree tree) implements MirrorView {
    /** A view and the change that led to it, with the previous entries. */
    record Step(HeldView view, WatchBatch change) {}

    /** False for what stands here before anything was read. */
    boolean isOfTheStore() {
        return revision > 0;
    }

    @Override
    public Optional<KeyValue> get(Bytes key) {
        return tree.get(key);
    }

    @Override
    public int size() {
        return tree.size();
    }

    @Override
    public List<KeyValue> entries() {
        return entries(KeyRange.all());
    }

    @Override
    public List<KeyValue> entries(KeyRange range) {
        List<KeyValue> entries = new ArrayList<>();
        tree.forEach(range, entries::add);
        return entries;
    }

    /** With the changes of one revision, or none. */
    Step with(WatchBatch batch) {
        KeyTree after = tree;
        List<WatchEvent> events = new ArrayList<>(batch.events().size());
        for (WatchEvent event : batch.events()) {
            events.add(new WatchEvent(event.kind(), event.entry(), after.get(event.key())));
            after = event.kind() == WatchEvent.Kind.DELETED ? after.without(event.key()) : after.with(event.entry());
        }
        HeldView view = new HeldView(Math.max(revision, batch.revision()), after);
        return new Step(view, new WatchBatch(batch.kind(), batch.revision(), events));
    }

    /** Replaced by a fresh snapshot; the change is the difference, in the order of the keys. */
    Step resynced(HeldView fresh) {
        List<WatchEvent> events = new ArrayList<>();
        Iterator<KeyValue> olds = entries().iterator();
        Iterator<KeyValue> news = fresh.entries().iterator();
        Optional<KeyValue> before = next(olds);
        Optional<KeyValue> after = next(news);
        while (before.isPresent() || after.isPresent()) {
            int order = before.isEmpty()
                    ? 1
                    : after.isEmpty()
                            ? -1
                            : before.get().key().compareTo(after.get().key());
            if (order < 0) {
                KeyValue gone = before.get();
                KeyValue trace = new KeyValue(gone.key(), Bytes.empty(), 0, fresh.revision(), 0, 0);
                events.add(new WatchEvent(WatchEvent.Kind.DELETED, trace, before));
            } else if (order > 0) {
                events.add(new WatchEvent(WatchEvent.Kind.CREATED, after.orElseThrow(), Optional.empty()));
            } else if (before.get().modRevision() != after.orElseThrow().modRevision()) {
                boolean same = before.get().createRevision() == after.get().createRevision();
                events.add(
                        new WatchEvent(same ? WatchEvent.Kind.UPDATED : WatchEvent.Kind.CREATED, after.get(), before));
            }
            before = order <= 0 ? next(olds) : before;
            after = order >= 0 ? next(news) : after;
        }
        return new Step(fresh, new WatchBatch(WatchBatch.Kind.RESYNC, fresh.revision(), events));
    }

    private static Optional<KeyValue> next(Iterator<KeyValue> entries) {
        return entries.hasNext() ? Optional.of(entries.next()) : Optional.empty();
    }
}
