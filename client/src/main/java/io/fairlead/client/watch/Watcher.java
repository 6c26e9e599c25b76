package io.fairlead.client.watch;

import io.fairlead.api.Attempt;
import io.fairlead.api.KeyRange;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchListener;
import io.fairlead.api.watch.WatchOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One watch on its way through streams. Belongs to the lane of the mux, but for what an inbox tells it, which is posted there.
 *
 * <p>States: WAITING for a stream with room; CREATING, asked for and not answered; LIVE; PAUSED, because the inbox is full;
 * RESYNCING, reading the range because history is gone; ENDED. A stream that ends takes CREATING and LIVE back to WAITING.
 */
final class Watcher implements Inbox.Source {
    enum State {
        WAITING,
        CREATING,
        LIVE,
        PAUSED,
        RESYNCING,
        ENDED
    }

    private final WatchMux mux;
    private final KeyRange range;
    private final WatchOptions options;
    private final Inbox inbox;
    private final WatchPosition position;

    private State state = State.WAITING;
    private @Nullable WatchLine line;

    /** On the present stream; 0 for none. */
    private long id;

    /** Until a member has taken the watch up. Volatile for the close of the client, which must not wait for the lane. */
    private volatile @Nullable Opening opening;

    /** What the receiver holds, if differences may have to be worked out. */
    private @Nullable KnownKeys known;

    /** The listener was told of an interruption that has not ended. */
    private boolean interrupted;

    /** It was refused for lack of rights, and a fresh token is being tried. */
    private boolean tryingOtherToken;

    /** Refusals in a row that will pass. */
    private int refusals;

    /** Somebody waits for this revision. */
    private long wanted;

    private boolean startEarlier;
    private boolean beganEarlier;

    /** The first revision the watch covers; 0 until a member has taken it up. */
    private long startRevision;

    Watcher(WatchMux mux, KeyRange range, WatchOptions options, Inbox inbox, Opening opening) {
        this.mux = mux;
        this.range = range;
        this.options = options;
        this.inbox = inbox;
        this.opening = opening;
        this.position = new WatchPosition(options.startRevision());
    }

    KeyRange range() {
        return range;
    }

    WatchOptions options() {
        return options;
    }

    WatchPosition position() {
        return position;
    }

    Inbox inbox() {
        return inbox;
    }

    State state() {
        return state;
    }

    long id() {
        return id;
    }

    @Nullable
    WatchLine line() {
        return line;
    }

    @Nullable
    Opening opening() {
        return opening;
    }

    @Nullable
    KnownKeys known() {
        return known;
    }

    void know(KnownKeys keys) {
        known = keys;
    }

    long wantedRevision() {
        return wanted;
    }

    void want(long revision) {
        wanted = revision;
    }

    /** The attempts so far, for a failure that ends the watch. */
    List<Attempt> attempts() {
        Opening still = opening;
        return still == null ? List.of() : still.attempts();
    }

    // Transitions.

    void moveTo(WatchLine home) {
        line = home;
        state = State.WAITING;
        id = 0;
    }

    /** The line changes while the watch needs none. */
    void rehome(WatchLine home) {
        line = home;
    }

    void waiting() {
        state = State.WAITING;
        id = 0;
    }

    void creating(long chosenId) {
        state = State.CREATING;
        id = chosenId;
    }

    /** The first revision to ask a server for: 0 for what happens from now on. */
    long begin() {
        long start = position.begin();
        beganEarlier = startEarlier && start > 1;
        startEarlier = false;
        return beganEarlier ? start - 1 : start;
    }

    /** The last request was for one revision more than is needed. */
    boolean beganEarlier() {
        return beganEarlier;
    }

    /** The next request is for one revision more than is needed. */
    void startEarlier() {
        startEarlier = true;
    }

    /** A member took the watch up. */
    void live(long actualId, long headerRevision) {
        state = State.LIVE;
        id = actualId;
        refusals = 0;
        tryingOtherToken = false;
        position.created(headerRevision);
        if (startRevision == 0) {
            startRevision = position.next();
            inbox.startBehind(startRevision - 1);
        }
        if (interrupted) {
            interrupted = false;
            long next = position.next();
            inbox.notice(listener -> listener.onResumed(next));
        }
    }

    /** All is there that the watch needs: who waits for it may go on. */
    void taken() {
        Opening first = opening;
        if (first != null) {
            opening = null;
            first.succeed(startRevision);
        }
    }

    void paused() {
        state = State.PAUSED;
        id = 0;
    }

    void resyncing() {
        state = State.RESYNCING;
        id = 0;
    }

    /** The stream ended, or this watch was taken off it. */
    void streamEnded(Attempt how) {
        Opening first = opening;
        if (first != null) {
            first.failedAt(how);
        }
        if (state == State.LIVE && !interrupted) {
            interrupted = true;
            inbox.disconnected(how.toString());
        }
        if (state == State.LIVE || state == State.CREATING) {
            waiting();
        }
    }

    /** False if a fresh token was tried already. */
    boolean mayTryOtherToken() {
        boolean first = !tryingOtherToken;
        tryingOtherToken = true;
        return first;
    }

    int refusedAgain() {
        return ++refusals;
    }

    void skipped(long first, long last) {
        inbox.notice((WatchListener listener) -> listener.onSkipped(first, last));
    }

    /** Offers what was received; false if there was no room. */
    boolean deliver(WatchBatch batch) {
        WatchBatch wanted = WatchMessages.wanted(batch, options);
        if (wanted.events().isEmpty()) {
            inbox.mark(batch.revision());
        } else if (!inbox.offer(wanted)) {
            return false;
        }
        if (known != null) {
            known.apply(batch);
        }
        return true;
    }

    /** The end of the watch, for a reason; what was received before is delivered first. */
    void failed(Throwable why) {
        state = State.ENDED;
        inbox.end(why);
        Opening first = opening;
        if (first != null) {
            opening = null;
            first.fail(why);
        }
    }

    /** The end of the watch because nobody wants it any more. */
    void ended() {
        state = State.ENDED;
        Opening first = opening;
        if (first != null) {
            opening = null;
            first.fail(Inbox.asFailure(inbox.cause()));
        }
    }

    /** The client is closed. Any thread. */
    void close(RuntimeException why) {
        inbox.close(why);
        Opening first = opening;
        if (first != null) {
            first.fail(why);
        }
    }

    @Override
    public String toString() {
        return "watch of " + range + ", " + state + " at " + position.next();
    }

    // What the inbox tells, from any thread.

    @Override
    public void roomAgain() {
        mux.onLane(() -> mux.resume(this));
    }

    @Override
    public void abandoned() {
        mux.onLane(() -> mux.remove(this));
    }

    @Override
    public void wanted(long revision) {
        mux.onLane(() -> mux.want(this, revision));
    }
}
