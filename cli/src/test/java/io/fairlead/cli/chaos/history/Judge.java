package io.fairlead.cli.chaos.history;

import io.fairlead.api.Bytes;
import io.fairlead.api.Consistency;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.kv.Op;
import io.fairlead.cli.chaos.history.Timeline.Moment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a history is strictly serializable, in time n log n.
 *
 * <p>The watches say what each revision changed. Each answered call says at which revision it stands, and is carried out there:
 * what it was answered must be right, what it wrote must be that revision, and nobody else's. Calls of unknown outcome are found
 * by the values they wrote, or never were. Then the order of revisions must agree with real time. That is enough: the calls by
 * revision, writes before reads, are an order that explains every answer and never puts a call before one that had been answered
 * when it was made. And it is needed: revisions are the order that the cluster claims.
 */
public final class Judge {
    private static final Comparator<Operation> BY_INVOCATION = Comparator.comparingLong(Operation::invoked);

    private final History history;
    private final KeyRange unrecorded;
    private final Replay replay;
    private final Map<Bytes, List<Long>> byValue;
    private final RealTime time;
    private final LeaseBounds leases;

    /** Who made each revision. */
    private final Map<Long, Operation> owners = new HashMap<>();

    /** Of unknown outcome, without a value that was written: never made, or made by deleting alone. */
    private final List<Operation> maybeDeleted = new ArrayList<>();

    private int unknownMade;
    private int unknownNeverMade;
    private int expired;

    private Judge(History history, KeyRange unrecorded) {
        this.history = history;
        this.unrecorded = unrecorded;
        this.replay = history.timeline().replay(history);
        this.byValue = Replay.revisionsOfValues(history.timeline());
        this.time = new RealTime(history);
        this.leases = new LeaseBounds(history.leases());
    }

    /**
     * Judges what was seen, when nothing more is to come.
     *
     * @param unrecorded keys that are also changed by calls that are not in the history
     */
    public static Verdict judge(History history, KeyRange unrecorded) {
        return new Judge(history, unrecorded).verdict();
    }

    private Verdict verdict() {
        List<Operation> operations = history.operations();
        operations.sort(BY_INVOCATION);
        for (Operation operation : operations) {
            switch (operation.ending()) {
                case ANSWERED -> answered(operation);
                case UNKNOWN -> unknown(operation);
                case NOT_APPLIED -> notApplied(operation);
                case COMPACTED -> compacted(operation);
                case FUTURE -> future(operation);
            }
        }
        explainTheRest();
        history.tapes().forEach(tape -> tape.judge(history, replay));
        new LockRules(history).judge();
        return new Verdict(
                history.violations(),
                operations.size(),
                history.timeline().last() - Timeline.EMPTY,
                unknownMade,
                unknownNeverMade,
                expired);
    }

    private void answered(Operation operation) {
        long revision = operation.revision();
        boolean wrote = Evaluation.wrote(operation.ask(), operation.result().orElseThrow());
        if (revision > history.timeline().last()) {
            wrong("answered at revision " + revision + ", which never was", operation);
            return;
        }
        Evaluation right = Evaluation.of(replay, wrote ? revision - 1 : revision, operation.ask(), operation.result());
        right.lies().forEach(lie -> wrong(lie, operation));
        if (wrote) {
            own(revision, right, operation);
        } else if (!right.changes().isEmpty()) {
            wrong("answered that it changed nothing", operation);
        }
        if (isLinearizable(operation.ask())) {
            long shown = time.shownBefore(operation.invoked());
            if (revision < shown || (wrote && revision == shown)) {
                wrong("stands at revision " + revision + " although " + shown + " was shown before", operation);
            }
        }
    }

    private void own(long revision, Evaluation right, Operation operation) {
        List<KeyValue> changed = changes(revision);
        if (!right.changes().equals(changed)) {
            wrong(
                    "revision " + revision + " changed " + changed + " where " + right.changes() + " is right",
                    operation);
        }
        Operation other = owners.putIfAbsent(revision, operation);
        if (other != null) {
            wrong("revision " + revision + " was also made by " + other, operation);
        }
    }

    private void unknown(Operation operation) {
        List<Long> made = revisionsOf(operation);
        if (made.size() > 1) {
            wrong("made at each of the revisions " + made, operation);
        } else if (made.size() == 1) {
            unknownMade++;
            long revision = made.get(0);
            own(revision, Evaluation.of(replay, revision - 1, operation.ask(), Optional.empty()), operation);
            if (revision <= time.shownBefore(operation.invoked())) {
                wrong("made at revision " + revision + " before it was asked for", operation);
            }
        } else if (!(operation.ask() instanceof Op.Get)) {
            maybeDeleted.add(operation);
        }
    }

    private void notApplied(Operation operation) {
        List<Long> made = revisionsOf(operation);
        if (!made.isEmpty()) {
            wrong("made at " + made + " although the client says that it was not", operation);
        }
    }

    private void compacted(Operation operation) {
        if (!(operation.ask() instanceof Op.Get get)
                || !history.mayBeCompacted(get.options().revision())) {
            wrong("nobody compacted that", operation);
        }
    }

    private void future(Operation operation) {
        if (!(operation.ask() instanceof Op.Get get)
                || get.options().revision() <= time.shownBefore(operation.invoked())) {
            wrong("that revision had been shown before", operation);
        }
    }

    /** The revisions that no call claims: made by a deletion of unknown outcome, by a lease's end, or by what isn't recorded. */
    private void explainTheRest() {
        for (long revision = Timeline.EMPTY + 1; revision <= history.timeline().last(); revision++) {
            List<KeyValue> changed = changes(revision);
            boolean ours = changed.stream().anyMatch(change -> !unrecorded.contains(change.key()));
            if (ours
                    && !owners.containsKey(revision)
                    && !leaseEnded(revision, changed)
                    && !deleted(revision, changed)) {
                history.violation("nobody made revision " + revision + ": " + changed);
            }
        }
        unknownNeverMade += maybeDeleted.size();
    }

    private boolean leaseEnded(long revision, List<KeyValue> changed) {
        Optional<KeyValue> first = replay.at(changed.get(0).key(), revision - 1);
        long lease = first.map(KeyValue::lease).orElse(0L);
        if (lease == 0 || changed.stream().anyMatch(change -> change.version() != 0)) {
            return false;
        }
        List<Bytes> keys = replay.leased(lease, revision - 1).map(KeyValue::key).toList();
        if (!keys.equals(changed.stream().map(KeyValue::key).sorted().toList())) {
            return false;
        }
        expired++;
        leases.whatIsWrong(lease, seen(revision)).ifPresent(wrong -> history.violation("revision " + revision + wrong));
        return true;
    }

    private boolean deleted(long revision, List<KeyValue> changed) {
        for (Operation delete : maybeDeleted) {
            boolean inTime = delete.invoked() < seen(revision) && revision > time.shownBefore(delete.invoked());
            if (inTime
                    && Evaluation.of(replay, revision - 1, delete.ask(), Optional.empty())
                            .changes()
                            .equals(changed)) {
                maybeDeleted.remove(delete);
                unknownMade++;
                return true;
            }
        }
        return false;
    }

    private List<KeyValue> changes(long revision) {
        return history.timeline().at(revision).map(Moment::changes).orElse(List.of());
    }

    private long seen(long revision) {
        return history.timeline().at(revision).map(Moment::seen).orElse(Long.MAX_VALUE);
    }

    /** Where the values that a call would have written were written. */
    private List<Long> revisionsOf(Operation operation) {
        return puts(operation.ask())
                .flatMap(put -> byValue.getOrDefault(put.value(), List.of()).stream())
                .distinct()
                .toList();
    }

    private static Stream<Op.Put> puts(Op ask) {
        if (ask instanceof Op.Nested nested) {
            return Stream.concat(nested.txn().then().stream(), nested.txn().otherwise().stream())
                    .flatMap(Judge::puts);
        }
        return ask instanceof Op.Put put ? Stream.of(put) : Stream.empty();
    }

    private static boolean isLinearizable(Op ask) {
        return !(ask instanceof Op.Get get) || get.options().consistency() == Consistency.LINEARIZABLE;
    }

    private void wrong(String what, Operation where) {
        history.violation(what + ": " + where);
    }
}
