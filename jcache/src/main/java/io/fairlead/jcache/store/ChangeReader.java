package io.fairlead.jcache.store;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyValue;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells what a watch of the store delivers as changes of a cache. For one thread at a time, as a watch's receiver is. */
final class ChangeReader implements Consumer<WatchBatch> {
    private final Incarnation cache;
    private final Commits commits;
    private final Consumer<? super ChangeBatch> receiver;
    private final Bytes entries;

    /** The cache was destroyed: what comes is about another one. */
    private boolean over;

    ChangeReader(Incarnation cache, Commits commits, Consumer<? super ChangeBatch> receiver) {
        this.cache = cache;
        this.commits = commits;
        this.receiver = receiver;
        this.entries = cache.keys().entry(Bytes.empty());
    }

    @Override
    public void accept(WatchBatch batch) {
        if (over) {
            return;
        }
        commits.saw(batch.revision());
        over = batch.events().stream().anyMatch(this::destroys);
        if (over) {
            receiver.accept(new ChangeBatch(ChangeBatch.Kind.DESTROYED, batch.revision(), List.of()));
            return;
        }
        List<Change> changes = changes(batch.events());
        receiver.accept(new ChangeBatch(
                changes.isEmpty() ? ChangeBatch.Kind.PROGRESS : ChangeBatch.Kind.CHANGES, batch.revision(), changes));
    }

    private boolean destroys(WatchEvent event) {
        return event.kind() == WatchEvent.Kind.DELETED
                && event.key().equals(cache.keys().record());
    }

    private List<Change> changes(List<WatchEvent> events) {
        RemovalMarker marker = null;
        List<Change> changes = new ArrayList<>(events.size());
        for (WatchEvent event : events) {
            if (event.key().equals(cache.keys().marker()) && event.kind() != WatchEvent.Kind.DELETED) {
                marker = RemovalMarker.parse(event.value());
            }
        }
        for (WatchEvent event : events) {
            if (event.key().startsWith(entries)) {
                changes.add(change(event, marker));
            }
        }
        changes.sort(Comparator.comparing(change -> change.now().key()));
        return changes;
    }

    private Change change(WatchEvent event, @Nullable RemovalMarker marker) {
        Bytes key = cache.keys().keyOf(event.key());
        StoredEntry before = cache.entry(key, event.previous());
        if (event.kind() == WatchEvent.Kind.DELETED) {
            Change.Kind kind = marker == null ? unmarked(event.previous()) : marker.kindOf(key, before);
            return new Change(kind, StoredEntry.absent(key), before);
        }
        StoredEntry now = cache.entry(key, Optional.of(event.entry()));
        return new Change(written(now, event.kind()), now, before);
    }

    /** A lease collected it, unless it is known that it had none: then somebody deleted it by hand. */
    private static Change.Kind unmarked(Optional<KeyValue> previous) {
        return previous.filter(record -> record.lease() == 0).isPresent() ? Change.Kind.REMOVED : Change.Kind.EXPIRED;
    }

    private static Change.Kind written(StoredEntry now, WatchEvent.Kind kind) {
        var flags = now.envelope().orElseThrow().flags();
        if (flags.contains(Envelope.Flag.LOADED)) {
            return Change.Kind.LOADED;
        }
        if (flags.contains(Envelope.Flag.TOUCHED)) {
            return Change.Kind.TOUCHED;
        }
        if (flags.contains(Envelope.Flag.AFTER_EXPIRY)) {
            return Change.Kind.EXPIRED_AND_CREATED;
        }
        return kind == WatchEvent.Kind.CREATED ? Change.Kind.CREATED : Change.Kind.UPDATED;
    }
}
