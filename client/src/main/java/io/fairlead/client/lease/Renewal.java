package io.fairlead.client.lease;

import io.fairlead.api.lease.LeaseState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is to be asked, was asked and is kept of one lease. At most one request for it is unanswered at a time, so that an
 * answer tells by its id alone which request it belongs to. Pure but for its clock; touched on the lane of {@link KeepAlives}
 * alone.
 *
 * @param <O> who waits for a single answer
 * @param <K> who has the lease kept alive
 */
final class Renewal<O, K> {
    private final long id;
    private final LongSupplier nanoTime;

    /** Who waits for an answer to a request that is still to be sent. */
    private final List<O> waiting = new ArrayList<>();

    /** Who waits for the answer to the request that was sent. */
    private final List<O> riding = new ArrayList<>();

    /** Who has the lease kept alive. */
    private final List<K> keepers = new ArrayList<>();

    /** The time of the lease, while somebody has it kept alive. */
    private @Nullable LeaseClock clock;

    /** What the keepers were told last. */
    private LeaseState told = LeaseState.ALIVE;

    /** A request is unanswered. */
    private boolean asked;

    /** When it was sent; meaningless while there is none. */
    private long askedNanos;

    /** The stream broke while a request was unanswered: it is sent again at once. */
    private boolean broken;

    Renewal(long id, LongSupplier nanoTime) {
        this.id = id;
        this.nanoTime = nanoTime;
    }

    long id() {
        return id;
    }

    /** Asks once, beside what the clock asks for. The answer to a request that was sent before will not do. */
    void want(O one) {
        waiting.add(one);
    }

    /** Has the lease kept alive for one more. All keepers of a lease have the same clock. */
    void keep(K keeper, LeaseClock started) {
        if (keepers.isEmpty()) {
            clock = started;
            told = LeaseState.ALIVE;
        }
        keepers.add(keeper);
    }

    /** One less to keep it alive for; with the last one the clock goes. */
    void removeKeeper(K keeper) {
        keepers.remove(keeper);
        if (keepers.isEmpty()) {
            clock = null;
        }
    }

    /** All keepers, who are none any more. */
    List<K> removeKeepers() {
        List<K> all = List.copyOf(keepers);
        keepers.clear();
        clock = null;
        return all;
    }

    List<K> keepers() {
        return List.copyOf(keepers);
    }

    /** Everybody who waits for a single answer. */
    List<O> askers() {
        List<O> all = new ArrayList<>(riding);
        all.addAll(waiting);
        return all;
    }

    void removeAsker(O one) {
        riding.remove(one);
        waiting.remove(one);
    }

    /** Nobody wants anything of this lease, and no answer is owed that could be mistaken for one to a later request. */
    boolean isIdle() {
        return !asked && clock == null && waiting.isEmpty();
    }

    /** A request should be sent now. */
    boolean isDue() {
        return !asked && (!waiting.isEmpty() || (clock != null && (broken || clock.isDue())));
    }

    boolean isAsked() {
        return asked;
    }

    /** A request is sent now. */
    void sent() {
        asked = true;
        askedNanos = nanoTime.getAsLong();
        broken = false;
        riding.addAll(waiting);
        waiting.clear();
    }

    /** The stream is gone. What it did not answer is due again. */
    void streamLost() {
        if (asked) {
            asked = false;
            broken = true;
            waiting.addAll(0, riding);
            riding.clear();
        }
    }

    /** When the request was sent that is answered now, and who waited for that. */
    Answered<O> answered() {
        asked = false;
        List<O> all = List.copyOf(riding);
        riding.clear();
        return new Answered<>(askedNanos, all);
    }

    /** The time of the lease, while somebody has it kept alive. */
    @Nullable
    LeaseClock clock() {
        return clock;
    }

    /** The state if it is another one than the keepers were told last; telling them is up to the caller. */
    @Nullable
    LeaseState news() {
        LeaseClock kept = clock;
        if (kept == null) {
            return null;
        }
        LeaseState now = kept.look();
        if (now == told) {
            return null;
        }
        told = now;
        return now;
    }

    /**
     * What an answer is for.
     *
     * @param sentNanos when the request was sent
     * @param askers who waited for it
     */
    record Answered<O>(long sentNanos, List<O> askers) {}
}
