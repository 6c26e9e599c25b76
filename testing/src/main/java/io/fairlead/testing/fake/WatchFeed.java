package io.fairlead.testing.fake;

import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.pb.mvccpb.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;

/** One watcher: what it wants and how far it is. On the loop of its fake. */
final class WatchFeed {
    /** The events of one message. */
    record Piece(List<Event> events, boolean more) {}

    private final WatchCreateRequest wish;
    private final long id;
    private long next;

    WatchFeed(WatchCreateRequest wish, long id, long next) {
        this.wish = wish;
        this.id = id;
        this.next = next;
    }

    long id() {
        return id;
    }

    long next() {
        return next;
    }

    boolean wantsProgress() {
        return wish.getProgressNotify();
    }

    /** What it has not been told, in messages; it counts as told. */
    List<Piece> take(Cluster cluster) {
        NavigableMap<Long, List<Event>> changes = cluster.store.changes(next, wish.getKey(), wish.getRangeEnd());
        next = Math.max(next, cluster.store.revision() + 1);
        List<Piece> pieces = new ArrayList<>();
        List<Event> together = new ArrayList<>();
        for (List<Event> revision : changes.values()) {
            revision.stream().filter(this::isWanted).map(this::shown).forEach(together::add);
            if (!cluster.historyInOneMessage) {
                addPieces(together, cluster.fragmentEvents, pieces);
                together = new ArrayList<>();
            }
        }
        addPieces(together, cluster.fragmentEvents, pieces);
        return pieces;
    }

    private void addPieces(List<Event> events, int fragmentEvents, List<Piece> pieces) {
        int size = wish.getFragment() && fragmentEvents > 0 ? fragmentEvents : Math.max(1, events.size());
        for (int from = 0; from < events.size(); from += size) {
            int to = Math.min(events.size(), from + size);
            pieces.add(new Piece(List.copyOf(events.subList(from, to)), to < events.size()));
        }
    }

    private boolean isWanted(Event event) {
        WatchCreateRequest.FilterType filter = event.getType() == Event.EventType.DELETE
                ? WatchCreateRequest.FilterType.NODELETE
                : WatchCreateRequest.FilterType.NOPUT;
        return !wish.getFiltersList().contains(filter);
    }

    private Event shown(Event event) {
        return wish.getPrevKv() ? event : event.toBuilder().clearPrevKv().build();
    }
}
