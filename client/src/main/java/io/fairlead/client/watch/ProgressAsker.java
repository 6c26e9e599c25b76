package io.fairlead.client.watch;

import io.fairlead.api.FairleadException;
import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.api.pb.etcdserverpb.StatusRequest;
import io.fairlead.client.call.Effect;
import io.fairlead.client.call.Target;
import io.fairlead.client.endpoint.Endpoint;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Asks the server of a line how far it is, while somebody waits for a watch to have seen a revision: that revision may not
 * concern the watch, and then nothing else would tell. Not before a moment has passed, in which mostly the event itself comes;
 * then with growing pauses, because a server answers only when all watches of the stream are level with it.
 *
 * <p>On the mux's lane alone.
 */
final class ProgressAsker {
    private static final long PAUSE_NANOS_MIN = Duration.ofMillis(10).toNanos();
    private static final long PAUSE_NANOS_MAX = Duration.ofMillis(500).toNanos();

    /** So many questions without an answer mean that a watch is in the way. */
    private static final int UNANSWERED_MAX = 2;

    /** Whether the server of the present stream may be asked at all. */
    private enum Trust {
        UNKNOWN,
        ASKING,
        YES,
        NO
    }

    private final WatchMux mux;
    private final WatchLine line;
    private final Set<Watcher> waiting = new HashSet<>();
    private long pauseNanos = PAUSE_NANOS_MIN;
    private @Nullable Alarm next;
    private Trust trust = Trust.UNKNOWN;

    /** Questions in a row without an answer. */
    private int unanswered;

    /** Grows with each stream, so that an answer about an earlier one is known for one. */
    private long streams;

    ProgressAsker(WatchMux mux, WatchLine line) {
        this.mux = mux;
        this.line = line;
    }

    /** Somebody waits for this watch to get to the revision it wants. */
    void want(Watcher watcher) {
        waiting.add(watcher);
        if (next != null && pauseNanos > PAUSE_NANOS_MIN) {
            next.cancel();
            next = null;
        }
        if (next == null) {
            pauseNanos = PAUSE_NANOS_MIN;
            next = mux.after(pauseNanos, this::ask);
        }
    }

    /** The server has told its progress. */
    void told() {
        unanswered = 0;
        waiting.removeIf(this::isLevel);
    }

    void streamEnded() {
        trust = Trust.UNKNOWN;
        streams++;
        unanswered = 0;
    }

    private boolean isLevel(Watcher watcher) {
        return watcher.line() != line
                || watcher.state() == Watcher.State.ENDED
                || watcher.position().next() > watcher.wantedRevision();
    }

    private void ask() {
        next = null;
        waiting.removeIf(this::isLevel);
        if (waiting.isEmpty() || mux.isClosed()) {
            return;
        }
        switch (trust) {
            case YES -> askOnce();
            case UNKNOWN -> line.endpoint().ifPresent(this::askVersion);
            case ASKING, NO -> {}
        }
        pauseNanos = Math.min(pauseNanos * 2, PAUSE_NANOS_MAX);
        next = mux.after(pauseNanos, this::ask);
    }

    /**
     * A server says nothing of the whole stream while one of its watches was asked for from a revision that is not there yet,
     * and so is every watch that was level with the cluster when its stream broke. Those are asked for again from one revision
     * earlier, which the position leaves out.
     */
    private void askOnce() {
        if (unanswered >= UNANSWERED_MAX) {
            unanswered = 0;
            long wanted =
                    waiting.stream().mapToLong(Watcher::wantedRevision).max().orElse(0);
            line.askEarlier(wanted + 1);
        }
        if (line.askProgress()) {
            unanswered++;
        }
    }

    private void askVersion(Endpoint endpoint) {
        trust = Trust.ASKING;
        long stream = streams;
        CompletionStage<Boolean> ignored = mux.caller()
                .call(
                        MaintenanceGrpc.getStatusMethod(),
                        StatusRequest.getDefaultInstance(),
                        Effect.READ,
                        new Target.Only(endpoint),
                        (status, from) ->
                                ServerVersion.parse(status.getVersion()).tellsProgressInOrder())
                .whenComplete((inOrder, thrown) -> mux.onLane(() -> {
                    if (stream == streams) {
                        learnt(inOrder, thrown);
                    }
                }));
    }

    private void learnt(@Nullable Boolean inOrder, @Nullable Throwable thrown) {
        if (inOrder != null) {
            trust = inOrder ? Trust.YES : Trust.NO;
        } else {
            // Only releases far newer than the mistake refuse to tell their version.
            Optional<?> refusal = thrown instanceof FairleadException failure ? failure.error() : Optional.empty();
            trust = refusal.isPresent() ? Trust.YES : Trust.UNKNOWN;
        }
        if (trust == Trust.YES) {
            askOnce();
        }
    }
}
