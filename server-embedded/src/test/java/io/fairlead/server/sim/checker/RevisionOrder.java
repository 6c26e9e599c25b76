package io.fairlead.server.sim.checker;

import io.fairlead.api.error.Answer;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.server.model.ReplayedStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Strict serializability without a search: an answer names its own place in the one order of revisions. Each answer must be what
 * the reference says at that place, each revision must have been asked for, once, and the order must agree with real time.
 *
 * <p>Why that is enough: in the order by revision, writes before reads, and among reads by their start, every answer is right. If A
 * was answered before B was asked, A does not stand behind B: B's revision is not less than A's, and greater if B made one. So this
 * order is a witness.
 */
public final class RevisionOrder {
    private final History history;
    private final EventLog log;
    private final List<Origin> origins;
    private final long last;
    private final Shown shown;
    private final Owners owners;
    private final ReplayedStore store = new ReplayedStore();

    /**
     * A judgement of a history that has ended.
     *
     * @param log complete up to the revision at which the members agreed in the end
     * @param origins what else makes revisions
     */
    public RevisionOrder(History history, EventLog log, List<Origin> origins) {
        this.history = history;
        this.log = log;
        this.origins = origins;
        this.last = log.knownUpTo();
        this.shown = new Shown(history, log);
        this.owners = new Owners(history, log, last);
    }

    /** Throws if any answer was not true. */
    public void check() {
        replay();
        orderAgreesWithRealTime();
        new OldRevisions(history, shown).check();
    }

    /** The keys at every revision; once checked. */
    public ReplayedStore store() {
        return store;
    }

    /** The revision that a call made, answered or not; 0 for none that is known. */
    public long madeBy(History.Call call) {
        return owners.madeBy(call);
    }

    private void replay() {
        List<History.Call> reads = new ArrayList<>();
        for (History.Call call : history.calls()) {
            if (call.isAnswered() && !call.madeRevision() && call.kind() != History.Kind.COMPACTION) {
                reads.add(call);
            }
        }
        reads.sort(Comparator.comparingLong(History.Call::revision));
        UnansweredDeletes deletes = new UnansweredDeletes(history);
        int next = 0;
        for (long revision = 1; revision <= last; revision++) {
            if (revision > 1) {
                make(revision, deletes);
            }
            while (next < reads.size() && reads.get(next).revision() == revision) {
                isAnswered(reads.get(next++), "never so");
            }
        }
        if (next < reads.size()) {
            throw new BrokenPromise("from the future, or lost: " + reads.get(next) + ", the last revision is " + last);
        }
    }

    private void make(long revision, UnansweredDeletes deletes) {
        List<Event> events = log.at(revision);
        History.Call owner = owners.of(revision);
        if (owner == null) {
            explain(revision, events, deletes);
            store.change(events);
        } else if (owner.isAnswered()) {
            isAnswered(owner, "lost or not whole");
        } else if (owner.isOpen()) {
            store.answer(owner.request());
        } else {
            throw new BrokenPromise("carried out at revision " + revision + " although refused: " + owner);
        }
        if (store.revision() != revision || !store.changesOf(revision).equals(events)) {
            throw new BrokenPromise("at revision " + revision + " happened " + events + ", which is not what comes of "
                    + (owner == null ? "such changes" : owner));
        }
    }

    private void explain(long revision, List<Event> events, UnansweredDeletes deletes) {
        for (Origin origin : origins) {
            if (origin.explains(revision, events, store.at(revision - 1), log.seenNanos(revision))) {
                return;
            }
        }
        deletes.explain(revision, events, store.at(revision - 1), log.seenNanos(revision), shown);
    }

    private void isAnswered(History.Call call, String otherwise) {
        Answer<?> expected = store.answer(call.request());
        if (!(expected instanceof Answer.Ok<?> ok) || !ok.value().equals(call.response())) {
            throw new BrokenPromise(
                    otherwise + ": " + call + " was answered\n" + call.response() + "instead of\n" + expected);
        }
    }

    private void orderAgreesWithRealTime() {
        for (History.Call call : history.calls()) {
            long made = owners.madeBy(call);
            if (made != 0) {
                long before = shown.before(call.startNanos());
                if (made <= before) {
                    throw new BrokenPromise("made revision " + made + " when asked for after revision " + before
                            + " was seen: " + call);
                }
                if (log.seenNanos(made) < call.startNanos()) {
                    throw new BrokenPromise("seen before it was asked for: " + call);
                }
            } else if (call.isAnswered() && !call.isSerializable()) {
                long before = shown.before(call.startNanos());
                if (call.revision() < before) {
                    throw new BrokenPromise("stale: " + call + " began after revision " + before + " was seen");
                }
            }
        }
    }
}
