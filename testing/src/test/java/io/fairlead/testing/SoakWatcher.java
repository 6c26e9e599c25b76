package io.fairlead.testing;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest.FilterType;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.api.pb.mvccpb.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One watcher through all its streams, and the judge of what it is told. Used by its stream's thread; read by any. */
final class SoakWatcher {
    private final int number;
    private final String from;
    private final @Nullable String to;
    private final boolean puts;
    private final boolean deletes;
    private final boolean previous;
    private final NavigableMap<Long, List<SoakHistory.Change>> expected;
    private final long last;

    /** The first revision it was not told of. */
    private volatile long position = 1;

    private long toldEvents;

    SoakWatcher(
            int number,
            SoakHistory history,
            String from,
            @Nullable String to,
            boolean puts,
            boolean deletes,
            boolean previous) {
        this.number = number;
        this.from = from;
        this.to = to;
        this.puts = puts;
        this.deletes = deletes;
        this.previous = previous;
        this.expected = history.seenBy(from, to, puts, deletes);
        this.last = expected.isEmpty() ? 0 : expected.lastKey();
    }

    long position() {
        return position;
    }

    boolean isDone() {
        return position > last;
    }

    long toldEvents() {
        return toldEvents;
    }

    WatchCreateRequest request(long watchId) {
        WatchCreateRequest.Builder request = WatchCreateRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(from))
                .setStartRevision(position)
                .setPrevKv(previous)
                .setFragment(number % 2 == 0)
                .setWatchId(watchId);
        if (to != null) {
            request.setRangeEnd(ByteString.copyFromUtf8(to));
        }
        if (!puts) {
            request.addFilters(FilterType.NOPUT);
        }
        if (!deletes) {
            request.addFilters(FilterType.NODELETE);
        }
        return request.build();
    }

    /** Judges a response with events. */
    void told(WatchResponse response) {
        TreeMap<Long, List<Event>> byRevision = new TreeMap<>();
        long before = 0;
        for (Event event : response.getEventsList()) {
            long revision = event.getKv().getModRevision();
            require(revision >= before, "goes back from " + before + " to " + revision);
            before = revision;
            byRevision.computeIfAbsent(revision, key -> new ArrayList<>()).add(event);
        }
        require(response.getHeader().getRevision() >= before, "header behind its events");
        byRevision.forEach(this::revision);
    }

    private void revision(long revision, List<Event> events) {
        require(revision >= position, "is told " + revision + " again, being at " + position);
        require(isQuiet(revision - 1), "misses " + expected.ceilingKey(position) + ", being told " + revision);
        List<SoakHistory.Change> changes = expected.getOrDefault(revision, List.of());
        require(
                events.size() == changes.size(),
                "is told " + events.size() + " of " + changes.size() + " events of " + revision);
        for (int i = 0; i < events.size(); i++) {
            compare(events.get(i), changes.get(i));
        }
        toldEvents += events.size();
        position = revision + 1;
    }

    private void compare(Event event, SoakHistory.Change change) {
        boolean same = event.getKv().getKey().toStringUtf8().equals(change.key())
                && (event.getType() == Event.EventType.DELETE) == change.delete()
                && event.getKv().getValue().toStringUtf8().equals(change.value())
                && event.getKv().getCreateRevision() == change.createRevision()
                && event.getKv().getVersion() == change.version();
        require(
                same,
                "is told what did not happen at " + change.revision() + ": "
                        + event.getKv().getKey());
        if (event.hasPrevKv()) {
            require(
                    previous && event.getPrevKv().getValue().toStringUtf8().equals(change.previous()),
                    "is told a wrong former value at " + change.revision());
        }
    }

    /** Takes a bookmark: everything up to {@code revision} has been told. */
    void bookmark(long revision) {
        require(isQuiet(revision), "is told of progress to " + revision + ", missing " + expected.ceilingKey(position));
        position = Math.max(position, revision + 1);
    }

    /** Whether nothing happened to it from its position up to {@code revision}. */
    private boolean isQuiet(long revision) {
        Map.Entry<Long, List<SoakHistory.Change>> next = expected.ceilingEntry(position);
        return next == null || next.getKey() > revision;
    }

    private void require(boolean holds, String complaint) {
        if (!holds) {
            throw new AssertionError(this + " " + complaint);
        }
    }

    @Override
    public String toString() {
        return "watcher " + number + " of " + from + (to == null ? "" : ".." + to) + " at " + position;
    }
}
