package io.fairlead.server.sim.checker;

import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.api.pb.mvccpb.Event;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts together what one watch stream is told in pieces: only who takes pieces gets any, each below the size that was agreed on
 * unless it is a single event, all of one response at the same revision, and nothing else between them.
 */
public final class WatchPieces {
    private final String name;
    private final int bytesMax;

    /** The events of the response that is under way; empty where none is. */
    private final List<Event> begun = new ArrayList<>();

    private long watcher;
    private long revision;

    /** @param bytesMax below which a piece is; 0 where nobody takes pieces */
    public WatchPieces(String name, int bytesMax) {
        this.name = name;
        this.bytesMax = bytesMax;
    }

    /**
     * A message comes.
     *
     * @param takesPieces whether its watcher does
     * @return whether the response is whole with it
     */
    public boolean received(WatchResponse message, boolean takesPieces) {
        if (!begun.isEmpty()
                && (message.getWatchId() != watcher
                        || message.getEventsCount() == 0
                        || message.getHeader().getRevision() != revision)) {
            throw broken("something else between two pieces", message);
        }
        if (message.getFragment() && (!takesPieces || message.getEventsCount() == 0)) {
            throw broken("a piece that nobody asked for, or that is none", message);
        }
        if (takesPieces && bytesMax > 0 && message.getEventsCount() > 1 && message.getSerializedSize() >= bytesMax) {
            throw broken("a piece of " + message.getSerializedSize() + " bytes", message);
        }
        watcher = message.getWatchId();
        revision = message.getHeader().getRevision();
        begun.addAll(message.getEventsList());
        return !message.getFragment();
    }

    /** The events of the response that has just become whole. */
    public List<Event> take() {
        List<Event> whole = List.copyOf(begun);
        begun.clear();
        return whole;
    }

    private BrokenPromise broken(String what, WatchResponse message) {
        return new BrokenPromise(name + " is sent " + what + ": " + message + " after " + begun.size()
                + " events of watcher " + watcher + " at " + revision);
    }
}
