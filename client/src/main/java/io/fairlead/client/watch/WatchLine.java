package io.fairlead.client.watch;

import io.fairlead.api.Attempt;
import io.fairlead.api.FairleadException;
import io.fairlead.api.RefusedException;
import io.fairlead.api.UnexpectedStatusException;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.pb.etcdserverpb.WatchGrpc;
import io.fairlead.api.pb.etcdserverpb.WatchRequest;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.client.call.Failure;
import io.fairlead.client.call.StreamCall;
import io.fairlead.client.call.StreamEvents;
import io.fairlead.client.endpoint.Endpoint;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Watches that share a stream. When the stream ends, for whatever reason, the line opens another one, preferably elsewhere, and
 * asks it for every watch from where that stands. There is one stream or one pause at a time, never two of either.
 *
 * <p>Requests for watches are sent without waiting for each other's answers, up to a bound. A server answers them in their
 * order, which tells whose answer it is where it says no id. Ids are the client's and never used twice on a stream.
 *
 * <p>On the mux's lane alone.
 */
final class WatchLine {
    private static final System.Logger LOG = System.getLogger(WatchLine.class.getName());

    /** Requests that wait for their answers. */
    private static final int UNANSWERED_MAX = 512;

    /** Messages on their way to us that were asked for. */
    private static final int MESSAGES_AHEAD = 16;

    /** How long a line without watches keeps its stream. */
    private static final long LINGER_NANOS = Duration.ofSeconds(10).toNanos();

    /** A request that waits for its answer. */
    private record Asked(long id, Watcher watcher) {}

    private final WatchMux mux;
    private final ProgressAsker progress;

    private final Set<Watcher> watchers = new LinkedHashSet<>();

    /** Those the server has taken up, by their ids on the present stream. */
    private final Map<Long, Watcher> live = new HashMap<>();

    /** Those to be asked for; some may have gone elsewhere since. */
    private final Queue<Watcher> toCreate = new ArrayDeque<>();

    private final Queue<Asked> unanswered = new ArrayDeque<>();

    /** Where streams ended since one was last answered; emptied when all were tried. */
    private final Set<Endpoint> tried = new HashSet<>();

    private @Nullable Stream stream;

    /** The pause before the next stream. */
    private @Nullable Alarm pause;

    private @Nullable Alarm watchdog;
    private @Nullable Alarm linger;

    /** Streams in a row that ended; one that was answered counts as the first. */
    private int failures;

    private @Nullable WatchLine successor;
    private @Nullable WatchLine predecessor;

    WatchLine(WatchMux mux) {
        this.mux = mux;
        this.progress = new ProgressAsker(mux, this);
    }

    int size() {
        return watchers.size();
    }

    ProgressAsker progress() {
        return progress;
    }

    /** Where the stream goes, if there is one. */
    Optional<Endpoint> endpoint() {
        return stream == null ? Optional.empty() : Optional.of(stream.call.endpoint());
    }

    // Watches come and go.

    void add(Watcher watcher) {
        stop(linger);
        linger = null;
        watchers.add(watcher);
        watcher.moveTo(this);
        ask(watcher);
    }

    /** Asks for a watch of this line again, which is not on the server now. */
    void createAgain(Watcher watcher) {
        watcher.waiting();
        ask(watcher);
    }

    private void ask(Watcher watcher) {
        toCreate.add(watcher);
        if (stream == null && pause == null) {
            connect();
        }
        sendCreates();
    }

    void remove(Watcher watcher) {
        takeOff(watcher);
        watchers.remove(watcher);
        if (watchers.isEmpty() && linger == null) {
            linger = mux.after(LINGER_NANOS, this::close);
        }
    }

    /** The watch shall not be on the server any more. If it is still to be answered, the answer will be answered so. */
    private void takeOff(Watcher watcher) {
        if (watcher.state() == Watcher.State.LIVE && live.remove(watcher.id(), watcher)) {
            send(WatchMessages.cancel(watcher.id()));
        }
    }

    private void send(WatchRequest request) {
        if (stream != null) {
            stream.call.send(request);
        }
    }

    /** Sends the request on the present stream, if there is one. */
    boolean askProgress() {
        send(WatchMessages.PROGRESS);
        return stream != null;
    }

    /**
     * Asks again, one revision earlier, for the watches that begin behind all the server is known to have, up to a revision.
     */
    void askEarlier(long startMax) {
        if (stream == null) {
            return;
        }
        long reached = stream.revision;
        for (Watcher watcher : List.copyOf(live.values())) {
            long asked = watcher.position().asked();
            boolean inTheWay = asked > reached && asked <= startMax && !watcher.beganEarlier();
            if (inTheWay && watcher.position().next() == asked) {
                takeOff(watcher);
                watcher.startEarlier();
                createAgain(watcher);
            }
        }
    }

    private void sendCreates() {
        while (stream != null && unanswered.size() < UNANSWERED_MAX) {
            Watcher watcher = toCreate.poll();
            if (watcher == null) {
                return;
            }
            if (watcher.line() == this && watcher.state() == Watcher.State.WAITING) {
                sendCreate(stream, watcher);
            }
        }
    }

    private void sendCreate(Stream to, Watcher watcher) {
        if (unanswered.isEmpty()) {
            to.heardNanos = mux.now();
        }
        long id = ++to.lastId;
        watcher.creating(id);
        unanswered.add(new Asked(id, watcher));
        to.call.send(WatchMessages.create(id, watcher.range(), watcher.options(), watcher.begin()));
        if (watchdog == null) {
            watchdog = mux.after(mux.patienceNanos(), this::checkForAnswers);
        }
    }

    // Streams come and go.

    private void connect() {
        pause = null;
        if (mux.isClosed() || stream != null) {
            return;
        }
        if (watchers.isEmpty()) {
            close();
            return;
        }
        if (!mux.caller().endpoints().hasUntried(tried)) {
            tried.clear();
        }
        Set<Endpoint> others = new HashSet<>(tried);
        others.addAll(mux.usedByOthers(this));
        Stream opened = new Stream(mux.caller().endpoints().next(others));
        stream = opened;
        opened.call.request(MESSAGES_AHEAD);
        sendCreates();
    }

    /** A member that takes a stream and does not answer must not keep its watches. */
    private void checkForAnswers() {
        watchdog = null;
        if (stream == null || unanswered.isEmpty()) {
            return;
        }
        long silent = mux.now() - stream.heardNanos;
        if (silent < mux.patienceNanos()) {
            watchdog = mux.after(mux.patienceNanos() - silent, this::checkForAnswers);
            return;
        }
        stream.call.endpoint().failed("no answer to a watch");
        giveUp(Status.DEADLINE_EXCEEDED.withDescription(
                "no answer to a watch in " + Duration.ofNanos(silent).toMillis() + " ms"));
    }

    /** Ends the stream from our side; another one follows. */
    private void giveUp(Status why) {
        Stream old = stream;
        if (old != null) {
            old.isCurrent = false;
            old.call.cancel("given up");
            ended(old, new Failure(old.call.endpoint().name(), why, Optional.empty(), true, old.age()));
        }
    }

    private void ended(Stream old, Failure how) {
        LOG.log(System.Logger.Level.DEBUG, "a watch stream ended: {0} {1}", how.endpoint(), how.rpcError());
        stream = null;
        live.clear();
        unanswered.clear();
        toCreate.clear();
        progress.streamEnded();
        tried.add(old.call.endpoint());
        failures = old.answered ? 1 : failures + 1;
        Attempt attempt = how.toAttempt();
        for (Watcher watcher : List.copyOf(watchers)) {
            watcher.streamEnded(attempt);
            refusedCredentials(how).filter(why -> watcher.opening() != null).ifPresent(why -> mux.fail(watcher, why));
            if (watcher.state() == Watcher.State.WAITING) {
                toCreate.add(watcher);
            }
        }
        if (watchers.isEmpty()) {
            close();
        } else {
            pause = mux.after(mux.backoff().nanos(failures), this::connect);
        }
    }

    /** The failure that kept the stream from getting a token, if it was a refusal and thus is final. */
    private static Optional<FairleadException> refusedCredentials(Failure how) {
        for (Throwable cause = how.status().getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof RefusedException refused) {
                return Optional.of(refused);
            }
        }
        return Optional.empty();
    }

    /** Ends the line, which has no watches or whose client is closed. */
    void close() {
        linger = null;
        if (!watchers.isEmpty() && !mux.isClosed()) {
            return;
        }
        stop(pause);
        stop(watchdog);
        progress.streamEnded();
        Stream old = stream;
        stream = null;
        if (old != null) {
            old.isCurrent = false;
            old.call.cancel("no watch needs it");
        }
        settleTrial(false);
        mux.forget(this);
    }

    private static void stop(@Nullable Alarm timer) {
        if (timer != null) {
            timer.cancel();
        }
    }

    // What the server says.

    private void received(Stream from, WatchResponse response) {
        from.heardNanos = mux.now();
        from.revision = Math.max(from.revision, response.getHeader().getRevision());
        if (response.getCreated()) {
            answered(from, response);
            sendCreates();
            return;
        }
        if (response.getWatchId() < 0) {
            long revision = response.getHeader().getRevision();
            live.values().forEach(watcher -> progressed(watcher, revision));
            progress.told();
            return;
        }
        Watcher watcher = live.get(response.getWatchId());
        if (watcher == null) {
            strayed(response.getWatchId());
        } else if (response.getCanceled()) {
            live.remove(response.getWatchId());
            canceled(watcher, response);
        } else if (response.getEventsCount() == 0 && !response.getFragment()) {
            progressed(watcher, response.getHeader().getRevision());
        } else {
            changed(watcher, response);
        }
    }

    /** Of watches we have cancelled something may still come; of one that is not there yet nothing may. */
    private void strayed(long id) {
        Asked oldest = unanswered.peek();
        if (oldest != null && id >= oldest.id()) {
            giveUp(Status.INTERNAL.withDescription(
                    "the server spoke of a watch before it answered the request for it"));
        }
    }

    private void answered(Stream from, WatchResponse response) {
        Asked asked = unanswered.poll();
        if (asked == null) {
            giveUp(Status.INTERNAL.withDescription("the server answered a request for a watch that was not made"));
            return;
        }
        from.answered = true;
        tried.clear();
        Watcher watcher = asked.watcher();
        boolean stillWanted =
                watcher.line() == this && watcher.state() == Watcher.State.CREATING && watcher.id() == asked.id();
        if (response.getCanceled()) {
            if (stillWanted) {
                canceled(watcher, response);
            }
            return;
        }
        if (!stillWanted) {
            send(WatchMessages.cancel(response.getWatchId()));
            return;
        }
        live.put(response.getWatchId(), watcher);
        watcher.live(response.getWatchId(), response.getHeader().getRevision());
        settleTrial(true);
        if (!Resync.isWantedBy(watcher)) {
            watcher.taken();
        } else if (watcher.known() == null) {
            new Resync(mux, watcher).learn();
        }
    }

    private void changed(Watcher watcher, WatchResponse response) {
        List<WatchPosition.Changes> complete;
        try {
            complete = watcher.position().received(response.getEventsList(), response.getFragment());
        } catch (WatchPosition.OutOfOrder broken) {
            LOG.log(System.Logger.Level.ERROR, "a watch ends, by a mistake of the server", broken);
            mux.fail(watcher, new UnexpectedStatusException(broken.toString(), Outcome.NOT_APPLIED, List.of(), broken));
            return;
        }
        for (WatchPosition.Changes changes : complete) {
            WatchBatch batch = WatchMessages.batch(changes);
            if (!watcher.deliver(batch)) {
                watcher.position().giveBack(changes.revision());
                takeOff(watcher);
                watcher.paused();
                return;
            }
        }
    }

    private static void progressed(Watcher watcher, long revision) {
        if (watcher.position().progressed(revision)) {
            watcher.inbox().mark(revision);
        }
    }

    /** The server has no such watch, or has it no more. */
    private void canceled(Watcher watcher, WatchResponse response) {
        watcher.waiting();
        long compacted = response.getCompactRevision();
        if (compacted > watcher.position().next()) {
            mux.compacted(watcher, compacted);
            if (watcher.state() == Watcher.State.WAITING) {
                ask(watcher);
            }
            return;
        }
        CancelReason reason = CancelReason.parse(response.getCancelReason());
        switch (reason.remedy()) {
            case OTHER_TOKEN -> tryOtherToken(watcher, reason);
            case LATER -> askLater(watcher);
            case NONE -> mux.fail(watcher, failure(watcher, reason));
        }
    }

    private void askLater(Watcher watcher) {
        mux.after(mux.backoff().nanos(watcher.refusedAgain()), () -> {
            if (watcher.line() == this && watcher.state() == Watcher.State.WAITING) {
                ask(watcher);
            }
        });
    }

    private static FairleadException failure(Watcher watcher, CancelReason reason) {
        return reason.error()
                .<FairleadException>map(
                        error -> new RefusedException(error, Outcome.NOT_APPLIED, watcher.attempts(), null))
                .orElseGet(() ->
                        new UnexpectedStatusException(reason.text(), Outcome.NOT_APPLIED, watcher.attempts(), null));
    }

    // A token is good for a stream from its beginning to its end, so another token means another stream.

    private void tryOtherToken(Watcher watcher, CancelReason reason) {
        if (stream == null || !watcher.mayTryOtherToken() || !stream.call.refuseToken()) {
            mux.fail(watcher, failure(watcher, reason));
            return;
        }
        watchers.remove(watcher);
        mux.successorOf(this).add(watcher);
    }

    boolean isRetiring() {
        return successor != null;
    }

    Optional<WatchLine> successor() {
        return Optional.ofNullable(successor);
    }

    /** Takes no more watches; hands over those it has when the other line has proved that its token is better. */
    void retireInFavourOf(WatchLine fresh) {
        successor = fresh;
        fresh.predecessor = this;
    }

    /** The fresh token was accepted where the old one was not, or the line ends without that. */
    private void settleTrial(boolean accepted) {
        WatchLine old = predecessor;
        predecessor = null;
        if (old == null) {
            return;
        }
        old.successor = null;
        if (accepted) {
            old.handOver(this);
        }
    }

    private void handOver(WatchLine to) {
        List<Watcher> moving = List.copyOf(watchers);
        watchers.clear();
        live.clear();
        unanswered.clear();
        toCreate.clear();
        close();
        for (Watcher watcher : moving) {
            to.takeOver(watcher);
        }
    }

    private void takeOver(Watcher watcher) {
        Watcher.State state = watcher.state();
        if (state == Watcher.State.PAUSED || state == Watcher.State.RESYNCING) {
            watchers.add(watcher);
            watcher.rehome(this);
        } else {
            add(watcher);
        }
    }

    @Override
    public String toString() {
        String where = stream == null ? "no stream" : "a stream at " + stream.call.endpoint();
        return "a line with " + watchers.size() + " watches and " + where;
    }

    /** A stream, and what is known about it. */
    private final class Stream implements StreamEvents<WatchResponse> {
        private final StreamCall<WatchRequest, WatchResponse> call;
        private final long startNanos = mux.now();
        private long heardNanos = startNanos;

        /** The highest revision in any header. */
        private long revision;

        /** The last id that was given to a watch. */
        private long lastId;

        /** The server has answered a request for a watch. */
        private boolean answered;

        /** False once the line has given it up: what still comes is of no interest. */
        private boolean isCurrent = true;

        Stream(Endpoint endpoint) {
            call = mux.caller().stream(WatchGrpc.getWatchMethod(), endpoint, true, mux.lane(), this);
        }

        Duration age() {
            return Duration.ofNanos(mux.now() - startNanos);
        }

        @Override
        public void onMessage(WatchResponse response) {
            if (isCurrent) {
                received(this, response);
                call.request(1);
            }
        }

        @Override
        public void onEnd(Failure end) {
            if (isCurrent) {
                isCurrent = false;
                ended(this, end);
            }
        }
    }
}
