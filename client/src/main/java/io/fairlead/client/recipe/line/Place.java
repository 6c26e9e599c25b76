package io.fairlead.client.recipe.line;

import io.fairlead.api.ClientClosedException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.Txn;
import io.fairlead.api.kv.TxnResult;
import io.fairlead.api.watch.WatchEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One contender in a line, from joining it to leaving it, as a machine without threads, clock or network: events go in, actions
 * come out.
 *
 * <p>The way of a place:
 * <ol>
 *   <li>JOINING: a transaction creates our key unless it is there, and reads who came before. It may be repeated: if its answer
 *   was lost
 *       and it was carried out, the repetition finds the key.
 *   <li>WAITING: a watch on what the rule names, from the revision behind the read, so that no deletion is missed.
 *   <li>LOOKING: our turn seems to have come; one transaction reads our key and who is before it. Only this, or the first
 *       transaction, lets anybody enter: the watch alone would not tell that our own key has gone meanwhile.
 *   <li>HOLDING: a watch on our own key tells if somebody deletes it.
 *   <li>LEAVING: our key is deleted, if it is the one we created, as often as it takes.
 *   <li>SWEEPING: only for a haunted place. A join of unknown outcome may still be carried out after we left, and would leave a
 *   key that
 *       nobody gives up; so the key is watched for the rest of the session, and deleted whenever it appears.
 * </ol>
 */
final class Place {
    private enum Phase {
        NEW,
        JOINING,
        LOOKING,
        WAITING,
        HOLDING,
        LEAVING,
        SWEEPING,
        GONE
    }

    private final Ticket ticket;
    private final KeyRange own;
    private Phase phase = Phase.NEW;

    /** Of the last thing asked for. */
    private long step;

    /** True while a transaction is under way. */
    private boolean committing;

    /** Of our key; 0 while it is not known to exist. */
    private long createRevision;

    /** A join had an unknown outcome: it may be carried out at any time from then on. */
    private boolean haunted;

    /** Somebody called {@link #leave} while a join was under way. */
    private boolean leaveWanted;

    /** {@link Action.Left} was told. */
    private boolean left;

    /** Tries that failed in a row. */
    private int failures;

    /** Those before us, newest first, as far as they are known; while WAITING. */
    private List<KeyValue> before = List.of();

    /** What is watched while WAITING. */
    private @Nullable KeyRange awaited;

    private List<Action> actions = new ArrayList<>();

    Place(Ticket ticket) {
        this.ticket = ticket;
        this.own = ticket.own();
    }

    /** Steps into the line. */
    List<Action> start() {
        if (phase == Phase.NEW) {
            phase = Phase.JOINING;
            commit(ticket.joining());
        }
        return taken();
    }

    /** A transaction was carried out. */
    List<Action> committed(long answered, TxnResult result) {
        if (answered == step && committing) {
            committing = false;
            failures = 0;
            switch (phase) {
                case JOINING -> joined(result);
                case LOOKING -> looked(result);
                case HOLDING -> confirmed(result);
                case LEAVING, SWEEPING -> deleted(result.header().revision());
                case NEW, WAITING, GONE -> {}
            }
        }
        return taken();
    }

    /** A transaction failed. */
    List<Action> failed(long answered, FairleadException reason) {
        if (answered == step && committing) {
            committing = false;
            haunted |= phase == Phase.JOINING && reason.outcome() == Outcome.UNKNOWN;
            if (reason instanceof ClientClosedException) {
                clientClosed(reason);
            } else {
                onFailure(reason);
            }
        }
        return taken();
    }

    private void onFailure(FairleadException reason) {
        switch (phase) {
            case JOINING -> {
                if (leaveWanted) {
                    leaveIfEntered();
                } else if (Trouble.passes(reason) && !ticket.atOnce()) {
                    pause();
                } else {
                    fail(Trouble.asSessionEnd(reason));
                }
            }
            case LOOKING -> {
                if (Trouble.passes(reason)) {
                    pause();
                } else {
                    fail(reason);
                }
            }
            case LEAVING -> {
                tell(new Action.Postponed());
                pause();
            }
            // The session's end is what ends a hold or a sweep that can't be looked after.
            case HOLDING, SWEEPING -> pause();
            case NEW, WAITING, GONE -> {}
        }
    }

    /** Keys of the watched range changed, as the watch was asked to tell. */
    List<Action> changed(long answered, List<WatchEvent> events) {
        if (answered == step && !events.isEmpty()) {
            switch (phase) {
                case WAITING -> {
                    List<KeyValue> remaining = new ArrayList<>(before);
                    events.forEach(
                            event -> remaining.removeIf(rival -> rival.key().equals(event.key())));
                    before = remaining;
                    Rule.Verdict verdict = ticket.rule().judge(before);
                    if (!(verdict instanceof Rule.Verdict.Await wait)
                            || !wait.range().equals(awaited)) {
                        look();
                    }
                }
                case HOLDING -> lose("the key " + ticket.key() + " was deleted");
                case SWEEPING -> {
                    tell(new Action.StopWatch());
                    commit(haunted ? ticket.deletingAny() : ticket.deleting(createRevision));
                }
                case NEW, JOINING, LOOKING, LEAVING, GONE -> {}
            }
        }
        return taken();
    }

    /** The watch ended, or could not be started. */
    List<Action> watchEnded(long answered, @Nullable Throwable reason) {
        if (answered == step) {
            if (reason instanceof ClientClosedException closed) {
                clientClosed(closed);
            } else if (phase == Phase.WAITING && reason instanceof FairleadException known && !Trouble.passes(known)) {
                fail(known);
            } else if (phase == Phase.WAITING || phase == Phase.HOLDING || phase == Phase.SWEEPING) {
                // Look again, for what was missed.
                phase = phase == Phase.WAITING ? Phase.LOOKING : phase;
                pause();
            }
        }
        return taken();
    }

    /** A pause is over. */
    List<Action> woken(long answered) {
        if (answered == step && !committing) {
            switch (phase) {
                case JOINING -> commit(ticket.joining());
                case LOOKING, HOLDING -> commit(ticket.looking(createRevision));
                case LEAVING, SWEEPING -> commit(haunted ? ticket.deletingAny() : ticket.deleting(createRevision));
                case NEW, WAITING, GONE -> {}
            }
        }
        return taken();
    }

    /** Gives the place up, whether it is our turn or not. */
    List<Action> leave() {
        switch (phase) {
            case NEW -> gone();
            case JOINING -> {
                leaveWanted = true;
                if (!committing) {
                    leaveIfEntered();
                }
            }
            case LOOKING, WAITING, HOLDING -> startLeaving();
            case LEAVING, SWEEPING, GONE -> {}
        }
        return taken();
    }

    /** The session has ended as far as this process can know; its keys go by themselves. */
    List<Action> sessionEnded(String reason) {
        switch (phase) {
            case NEW, JOINING, LOOKING, WAITING -> {
                if (!leaveWanted) {
                    tell(new Action.Failed(Trouble.sessionEnd(null)));
                }
            }
            case HOLDING -> tell(new Action.Lost(reason));
            case LEAVING, SWEEPING, GONE -> {}
        }
        gone();
        return taken();
    }

    private void joined(TxnResult result) {
        if (result.succeeded()) {
            createRevision = result.header().revision();
        } else {
            KeyValue found = result.get(0).first().orElse(null);
            if (found == null) {
                // Only a place that would be taken at once is refused without our key being there.
                if (!leaveWanted) {
                    tell(new Action.NotEntered());
                }
                leaveIfEntered();
                return;
            }
            if (found.lease() != ticket.lease()) {
                fail(new IllegalStateException("the key " + ticket.key() + " hangs on another lease"));
                return;
            }
            createRevision = found.createRevision();
        }
        if (leaveWanted) {
            startLeaving();
        } else if (result.succeeded()) {
            List<KeyValue> older = result.get(1).entries().stream()
                    .filter(rival -> rival.createRevision() < createRevision)
                    .toList();
            judge(older, result.header().revision());
        } else {
            look();
        }
    }

    private void looked(TxnResult result) {
        if (isStillOurs(result)) {
            judge(result.get(1).entries(), result.header().revision());
        } else {
            fail(Trouble.sessionEnd(null));
        }
    }

    private void judge(List<KeyValue> older, long revision) {
        Rule.Verdict verdict = ticket.rule().judge(older);
        if (verdict instanceof Rule.Verdict.Enter) {
            phase = Phase.HOLDING;
            before = List.of();
            tell(new Action.Entered(createRevision));
            watch(own, revision, true);
        } else if (verdict instanceof Rule.Verdict.Refuse refuse) {
            fail(new IllegalStateException(refuse.reason()));
        } else if (ticket.atOnce()) {
            tell(new Action.NotEntered());
            startLeaving();
        } else {
            phase = Phase.WAITING;
            before = older;
            awaited = ((Rule.Verdict.Await) verdict).range();
            watch(awaited, revision, true);
        }
    }

    /** The own watch ended while we hold: is the key still there? */
    private void confirmed(TxnResult result) {
        if (isStillOurs(result)) {
            watch(own, result.header().revision(), true);
        } else {
            lose("the key " + ticket.key() + " was deleted");
        }
    }

    private void deleted(long revision) {
        if (haunted) {
            tellLeft();
            phase = Phase.SWEEPING;
            watch(own, revision, false);
        } else {
            gone();
        }
    }

    private boolean isStillOurs(TxnResult result) {
        return result.get(0)
                .first()
                .filter(found -> found.createRevision() == createRevision)
                .isPresent();
    }

    private void look() {
        tell(new Action.StopWatch());
        phase = Phase.LOOKING;
        commit(ticket.looking(createRevision));
    }

    private void fail(RuntimeException reason) {
        tell(new Action.Failed(reason));
        leaveIfEntered();
    }

    private void lose(String reason) {
        tell(new Action.Lost(reason));
        leaveIfEntered();
    }

    private void leaveIfEntered() {
        if (createRevision != 0 || haunted) {
            startLeaving();
        } else {
            gone();
        }
    }

    private void startLeaving() {
        tell(new Action.StopWatch());
        phase = Phase.LEAVING;
        failures = 0;
        commit(haunted ? ticket.deletingAny() : ticket.deleting(createRevision));
    }

    private void clientClosed(FairleadException reason) {
        switch (phase) {
            case NEW, JOINING, LOOKING, WAITING -> {
                if (!leaveWanted) {
                    tell(new Action.Failed(reason));
                }
            }
            case HOLDING -> tell(new Action.Lost("the client was closed"));
            case LEAVING, SWEEPING, GONE -> {}
        }
        gone();
    }

    private void tellLeft() {
        if (!left) {
            left = true;
            tell(new Action.Left());
        }
    }

    private void gone() {
        if (phase != Phase.GONE) {
            phase = Phase.GONE;
            step++;
            tell(new Action.StopWatch());
            // In this order, so that whoever was told that we left finds the key free.
            tell(new Action.Gone());
            tellLeft();
        }
    }

    private void commit(Txn txn) {
        committing = true;
        tell(new Action.Commit(++step, txn));
    }

    private void watch(KeyRange range, long revision, boolean deletions) {
        tell(new Action.Watch(++step, range, revision + 1, deletions));
    }

    private void pause() {
        tell(new Action.Pause(++step, ++failures));
    }

    private void tell(Action action) {
        actions.add(action);
    }

    private List<Action> taken() {
        List<Action> all = List.copyOf(actions);
        actions = new ArrayList<>();
        return all;
    }
}
