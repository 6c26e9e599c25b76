package io.fairlead.client.watch;

import io.fairlead.api.pb.mvccpb.Event;
import java.util.ArrayList;
import java.util.List;

/**
 * Where one watch stands in history: the first revision it has not been given. Pure; no threads, no clock, no wire.
 *
 * <p>The rules, which together make "each event once, in order, whole revisions, across any number of streams":
 *
 * <ol>
 *   <li>{@link #next} is the start that was asked for, or open while that is "now".
 *   <li>An open position is settled by the first answer that says the watch exists: behind the revision of its header. A server
 *       may have read that revision after it took the watch up, so events up to it can follow; they are left out.
 *   <li>No such answer ever moves a position that is settled.
 *   <li>A whole response with events moves it behind the last of them. Parts of a response wait for the last part.
 *   <li>Progress moves it forward, never back, and not while parts wait.
 *   <li>A new stream begins without the parts of the old one.
 *   <li>Revisions only rise. One that does not, and was asked for, is a server's mistake nobody can repair: {@link OutOfOrder}.
 * </ol>
 */
final class WatchPosition {
    /** The changes of one revision that were received. */
    record Changes(long revision, List<Event> events) {}

    /** A server sent a revision that it had sent, or passed, before. */
    static final class OutOfOrder extends Exception {
        private static final long serialVersionUID = 1L;

        OutOfOrder(long revision, long next) {
            super("the server sent revision " + revision + " after it had sent everything below " + next);
        }
    }

    private static final long OPEN = 0;

    /** The first revision not received; {@link #OPEN} until a server has said where "now" is. */
    private long next;

    /** What the present stream was asked for: whatever it sends below was not asked for. */
    private long asked;

    /** Parts of a response whose last part has not come. Invariant: empty when a stream begins. */
    private List<Event> parts = List.of();

    /** @param start the first revision wanted, 0 for what happens from now on */
    WatchPosition(long start) {
        this.next = start;
        this.asked = start;
    }

    /** The first revision that was not received; 0 while that is not known. */
    long next() {
        return next;
    }

    boolean isOpen() {
        return next == OPEN;
    }

    /** A stream begins; the start to ask it for. */
    long begin() {
        parts = List.of();
        asked = next;
        return next;
    }

    /** What the present stream was asked for; anything it sends below is left out. */
    long asked() {
        return asked;
    }

    /** A server took the watch up, in an answer with this revision in its header. */
    void created(long headerRevision) {
        if (next == OPEN) {
            next = headerRevision + 1;
            asked = next;
        }
    }

    /**
     * A response with events.
     *
     * @param fragment whether more parts of it follow
     * @return the revisions that are complete now, each with a revision above those before
     */
    List<Changes> received(List<Event> events, boolean fragment) throws OutOfOrder {
        if (fragment) {
            if (parts.isEmpty()) {
                parts = new ArrayList<>();
            }
            parts.addAll(events);
            return List.of();
        }
        List<Event> whole = events;
        if (!parts.isEmpty()) {
            parts.addAll(events);
            whole = parts;
            parts = List.of();
        }
        return settle(whole);
    }

    private List<Changes> settle(List<Event> events) throws OutOfOrder {
        List<Changes> complete = new ArrayList<>();
        int from = 0;
        while (from < events.size()) {
            long revision = revision(events.get(from));
            int to = from + 1;
            while (to < events.size() && revision(events.get(to)) == revision) {
                to++;
            }
            if (revision >= next) {
                complete.add(new Changes(revision, events.subList(from, to)));
                next = revision + 1;
            } else if (revision >= asked) {
                throw new OutOfOrder(revision, next);
            }
            from = to;
        }
        return complete;
    }

    private static long revision(Event event) {
        return event.getKv().getModRevision();
    }

    /**
     * A server said that it has sent everything up to this revision.
     *
     * @return true if that moved the position
     */
    boolean progressed(long revision) {
        if (next == OPEN || !parts.isEmpty() || revision < next) {
            return false;
        }
        next = revision + 1;
        return true;
    }

    /** What was received from this revision on could not be kept: it is to be asked for again. */
    void giveBack(long revision) {
        if (revision >= next) {
            throw new IllegalArgumentException("revision " + revision + " was not received: next is " + next);
        }
        next = revision;
        parts = List.of();
    }

    /** What lies below {@code revision} is not wanted any more. */
    void skipTo(long revision) {
        if (revision < next) {
            throw new IllegalArgumentException("a watch at " + next + " does not go back to " + revision);
        }
        next = revision;
        parts = List.of();
    }
}
