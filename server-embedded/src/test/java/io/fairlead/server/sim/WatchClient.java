package io.fairlead.server.sim;

import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest.FilterType;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.server.node.Node;
import io.fairlead.server.rpc.SimWatchWire;
import io.fairlead.server.sim.checker.BrokenPromise;
import io.fairlead.server.sim.checker.WatchPieces;
import io.fairlead.server.sim.checker.Watched;
import io.fairlead.server.watch.WatchPermit;
import io.fairlead.server.watch.WatchReply;
import io.fairlead.server.watch.WatchSpec;
import io.fairlead.server.watch.WatchStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One client that watches: a stream at one member with a few watchers, opened again where it broke, each watcher from the first
 * revision that it was not told of.
 */
final class WatchClient {
    private static final long MILLI = FaultPlan.MILLI;

    /** After which a client notices that its connection is broken. */
    private static final long NOTICE_NANOS = 400 * MILLI;

    /** After which a client tries again where nobody is. */
    private static final long RETRY_NANOS = 150 * MILLI;

    /** After which a watcher that asked for it is told how far it is. */
    private static final long PROGRESS_NANOS = 700 * MILLI;

    private final Watchers watchers;
    private final SimScheduler world;
    private final String name;
    private final Supplier<SimMember> choice;
    private final int room;
    private final int fragmentBytesMax;
    private final LongSupplier nanosPerReply;

    /** What is wanted, by the id it has on the stream. */
    private final Map<Long, Watched> wanted = new TreeMap<>();

    private long nextId = 1;

    /** Ids that the member was asked for on the current stream. */
    private Set<Long> asked = new TreeSet<>();

    /** Those of them that take pieces. */
    private Set<Long> takePieces = new TreeSet<>();

    /** Ids that are to end on the current stream, not answered yet; and those that have. */
    private Set<Long> ending = new TreeSet<>();

    private Set<Long> ended = new TreeSet<>();

    /** What the current stream has told of a response that is not whole yet. */
    private WatchPieces pieces;

    private boolean connected;
    private @Nullable SimOutlet outlet;
    private @Nullable SimMember member;
    private boolean over;

    /**
     * A client that begins with {@link #connect}.
     *
     * @param choice where it goes next
     */
    WatchClient(
            Watchers watchers,
            SimScheduler world,
            String name,
            Supplier<SimMember> choice,
            int room,
            int fragmentBytesMax,
            LongSupplier nanosPerReply) {
        this.watchers = watchers;
        this.world = world;
        this.name = name;
        this.choice = choice;
        this.room = room;
        this.fragmentBytesMax = fragmentBytesMax;
        this.nanosPerReply = nanosPerReply;
        this.pieces = new WatchPieces(name, fragmentBytesMax);
    }

    String name() {
        return name;
    }

    /** Wants something more; asked for at once where there is a stream. */
    void watch(WatchCreateRequest request) {
        long id = nextId++;
        Watched watched = watchers.begun(name, request);
        wanted.put(id, watched);
        if (outlet != null) {
            outlet.tell(stream -> create(stream, id, watched));
        }
    }

    /** Wants nothing more of what has been told all up to {@code revision}, or of everything. */
    void cancel(boolean toldOnly, long revision) {
        for (long id : List.copyOf(wanted.keySet())) {
            Watched watched = wanted.get(id);
            if (!toldOnly || (watched != null && watched.next() > revision)) {
                wanted.remove(id);
                if (outlet != null) {
                    outlet.tell(stream -> {
                        if (asked.contains(id)) {
                            ending.add(id);
                            stream.cancel(id);
                        }
                    });
                }
            }
        }
    }

    void askProgress() {
        if (outlet != null) {
            outlet.tell(WatchStream::requestProgress);
        }
    }

    /** The client goes away and comes back elsewhere. */
    void move() {
        if (outlet != null) {
            reconnect();
        }
    }

    /** Where it has its stream, or had it last. */
    @Nullable
    SimMember member() {
        return member;
    }

    void stop() {
        over = true;
        if (outlet != null) {
            outlet.close();
        }
    }

    /** Whether everything wanted was told up to this revision, and everything unwanted has ended. */
    boolean isToldUpTo(long revision) {
        if (!ending.isEmpty()) {
            return false;
        }
        for (Watched watched : wanted.values()) {
            if (!watched.isPlaced() || watched.next() <= revision) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return name + " at " + (member == null ? "nobody" : member.name()) + (outlet == null ? " disconnected" : "")
                + " next "
                + wanted.values().stream()
                        .map(watched -> watched.next() + (watched.isCreated() ? "" : "?"))
                        .toList();
    }

    void connect() {
        SimMember chosen = choice.get();
        member = chosen;
        Node node = chosen.node();
        if (over || node == null) {
            reconnect(RETRY_NANOS);
            return;
        }
        if (connected) {
            // What the last stream was told says nothing of what this one will be.
            Map<Long, Watched> again = new TreeMap<>();
            wanted.forEach((id, watched) -> again.put(id, watchers.resumed(watched)));
            wanted.putAll(again);
        }
        connected = true;
        asked = new TreeSet<>();
        takePieces = new TreeSet<>();
        ending = new TreeSet<>();
        ended = new TreeSet<>();
        pieces = new WatchPieces(name, fragmentBytesMax);
        SimWatchWire wire = new SimWatchWire(node, fragmentBytesMax);
        SimOutlet opening = new SimOutlet(world, chosen, wire, room, nanosPerReply, this::hear, this::reconnect);
        outlet = opening;
        world.in(
                MILLI,
                () -> chosen.run(() -> {
                    if (opening.isWhole()
                            && node.openWatchStream(opening, WatchPermit.ALL, PROGRESS_NANOS)
                                    instanceof Answer.Ok<WatchStream> ok) {
                        opening.attach(ok.value());
                        wanted.forEach((id, watched) -> create(ok.value(), id, watched));
                    }
                }));
        lookAfter(opening);
    }

    private void lookAfter(SimOutlet mine) {
        world.in(NOTICE_NANOS, () -> {
            if (outlet == mine) {
                if (mine.isWhole()) {
                    lookAfter(mine);
                } else {
                    reconnect();
                }
            }
        });
    }

    private void reconnect() {
        reconnect(MILLI * 20);
    }

    private void reconnect(long nanos) {
        if (outlet != null) {
            outlet.close();
        }
        outlet = null;
        if (!over) {
            world.in(nanos, () -> {
                if (outlet == null) {
                    connect();
                }
            });
        }
    }

    /** Once on each stream: whoever was in a pause is told of everything at once. */
    private void create(WatchStream stream, long id, Watched watched) {
        if (!asked.add(id)) {
            return;
        }
        WatchCreateRequest request = watched.request();
        if (request.getFragment()) {
            takePieces.add(id);
        }
        stream.create(new WatchSpec(
                Bytes.unsafeWrap(request.getKey().toByteArray()),
                Bytes.unsafeWrap(request.getRangeEnd().toByteArray()),
                request.getStartRevision(),
                request.getPrevKv(),
                request.getProgressNotify(),
                request.getFragment(),
                !request.getFiltersList().contains(FilterType.NOPUT),
                !request.getFiltersList().contains(FilterType.NODELETE),
                id));
    }

    private void hear(WatchResponse message) {
        long id = message.getWatchId();
        Watched watched = wanted.get(id);
        if (!pieces.received(message, takePieces.contains(id))) {
            return;
        }
        List<Event> events = pieces.take();
        long revision = message.getHeader().getRevision();
        if (id == WatchReply.NO_WATCHER) {
            if (message.getCanceled()) {
                throw new AssertionError(name + " is refused a watcher: " + message.getCancelReason());
            }
            // Of the whole stream as it was: a watcher whose creation is not told yet is no part of it.
            wanted.values().stream().filter(Watched::isCreated).forEach(all -> all.progress(revision));
            return;
        }
        if (message.getCanceled() && message.getCompactRevision() == 0 && ending.remove(id)) {
            ended.add(id);
            return;
        }
        if (ended.contains(id)) {
            throw new BrokenPromise(name + " is told of a watcher that has ended: " + message);
        }
        if (watched == null) {
            return;
        }
        if (message.getCanceled()) {
            if (message.getCompactRevision() == 0) {
                throw new AssertionError(name + " lost a watcher: " + message);
            }
            ended.add(id);
            watchers.compacted(watched, message.getCompactRevision());
            wanted.remove(id);
            watch(watched.request().toBuilder()
                    .setStartRevision(message.getCompactRevision())
                    .build());
        } else if (message.getCreated()) {
            watched.created(revision);
        } else if (events.isEmpty()) {
            watched.progress(revision);
        } else {
            watchers.told(watched, revision, events);
        }
    }
}
