package io.fairlead.server.sim.checker;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest.FilterType;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.api.pb.mvccpb.KeyValue;
import io.fairlead.server.model.ReplayedStore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One watcher from its creation to its end, and etcd's promises to it: ordered, unique, atomic and bookmarkable are looked at with
 * each reply, reliable and right once the whole log is known.
 */
public final class Watched {
    private final String name;
    private final WatchCreateRequest request;
    private final List<Told> told = new ArrayList<>();

    private boolean created;

    /** The first revision of interest; 0 until the watcher is created. */
    private long from;

    /** The revision of the last event. */
    private long last;

    /** Everything up to here has been told. */
    private long mark;

    /** @param compactedMaybe the highest revision that may have been compacted when this was told */
    private record Told(Event event, long compactedMaybe) {}

    /** A watcher is asked for; a range end of one NUL stands for all keys from the first on. */
    public Watched(String name, WatchCreateRequest request) {
        this.name = name;
        this.request = request;
        this.from = request.getStartRevision();
    }

    /** Who watches. */
    public String name() {
        return name;
    }

    public WatchCreateRequest request() {
        return request;
    }

    /** It was created, by a member that had applied so much. */
    public void created(long revision) {
        created = true;
        if (from == 0) {
            from = revision + 1;
        }
    }

    /** Whether its creation was told. */
    public boolean isCreated() {
        return created;
    }

    /** Whether it is known where it begins. */
    public boolean isPlaced() {
        return from > 0;
    }

    /** The first revision of which nothing was told: where whoever lost the stream goes on. */
    public long next() {
        return Math.max(from, Math.max(last, mark) + 1);
    }

    /**
     * Events came in one reply.
     *
     * @param revision of the header
     * @param compactedMaybe the highest revision that may have been compacted by now
     */
    public void told(long revision, List<Event> events, long compactedMaybe) {
        long before = last;
        for (Event event : events) {
            long mod = event.getKv().getModRevision();
            if (mod <= before) {
                throw broken("told of revision " + mod + " after it was told of " + before);
            }
            if (mod < last) {
                throw broken("told out of order: " + events);
            }
            if (mod <= mark) {
                throw broken("told of revision " + mod + " after progress up to " + mark);
            }
            if (mod < from) {
                throw broken("told of revision " + mod + ", before its start at " + from);
            }
            if (!isWanted(event)) {
                throw broken("told of what it did not ask for: " + event);
            }
            last = mod;
            told.add(new Told(event, compactedMaybe));
        }
        if (revision < last) {
            throw broken("a header at revision " + revision + " with an event at " + last);
        }
        // Whoever is told of a revision has been told everything up to the one in the header.
        mark = Math.max(mark, revision);
    }

    /** Nothing more happened up to this revision. */
    public void progress(long revision) {
        if (revision < mark || revision < last) {
            throw broken("progress goes back to " + revision + " from " + Math.max(mark, last));
        }
        if (revision < from - 1) {
            throw broken("told of progress up to " + revision + ", before its start at " + from);
        }
        mark = revision;
    }

    /**
     * It was ended because history is gone.
     *
     * @param compactedMaybe the highest revision that may have been compacted by now
     */
    public void compacted(long compactRevision, long compactedMaybe) {
        if (compactRevision > compactedMaybe) {
            throw broken("ended by a compaction at " + compactRevision + " that nobody asked for");
        }
        if (compactRevision <= next()) {
            throw broken("ended by a compaction at " + compactRevision
                    + ", which took nothing it had not been told: next is " + next());
        }
    }

    public int toldCount() {
        return told.size();
    }

    /** Holds everything that was told against what happened: nothing missing, nothing else. */
    public void check(EventLog log, ReplayedStore store) {
        long upTo = Math.max(last, mark);
        if (upTo > log.knownUpTo()) {
            throw broken("told of revision " + upTo + ", the last one is " + log.knownUpTo());
        }
        int next = 0;
        for (long revision = Math.max(2, from); revision <= upTo; revision++) {
            for (Event event : log.at(revision)) {
                if (isWanted(event)) {
                    if (next == told.size()) {
                        throw broken("never told of " + event);
                    }
                    isTold(event, store.at(revision - 1).get(event.getKv().getKey()), told.get(next++));
                }
            }
        }
        if (next < told.size()) {
            throw broken("told of what did not happen: " + told.get(next));
        }
    }

    private void isTold(Event event, @Nullable KeyValue before, Told actual) {
        Event bare = actual.event().hasPrevKv()
                ? actual.event().toBuilder().clearPrevKv().build()
                : actual.event();
        if (!bare.equals(event)) {
            throw broken("told of " + bare + "instead of " + event);
        }
        boolean due = request.getPrevKv() && before != null;
        boolean previousMayBeGone = event.getKv().getModRevision() - 1 < actual.compactedMaybe();
        if (actual.event().hasPrevKv()
                ? !due || !actual.event().getPrevKv().equals(before)
                : due && !previousMayBeGone) {
            throw broken("told of " + actual.event() + "when the key was " + before);
        }
    }

    private boolean isWanted(Event event) {
        FilterType unwanted = event.getType() == Event.EventType.PUT ? FilterType.NOPUT : FilterType.NODELETE;
        ByteString key = event.getKv().getKey();
        return ReplayedStore.isIn(request.getKey(), request.getRangeEnd(), key)
                && !request.getFiltersList().contains(unwanted);
    }

    private BrokenPromise broken(String how) {
        return new BrokenPromise("watcher " + name + " from " + from + " on "
                + request.getKey().toStringUtf8() + ".." + request.getRangeEnd().toStringUtf8() + ": " + how);
    }
}
