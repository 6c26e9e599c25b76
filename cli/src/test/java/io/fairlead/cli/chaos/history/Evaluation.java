package io.fairlead.cli.chaos.history;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.DeleteResult;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.OpResult;
import io.fairlead.api.kv.PutResult;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.Txn;
import io.fairlead.api.kv.TxnResult;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** What a call changes where it stands in the order of revisions, and whether what it was answered is right there. */
final class Evaluation {
    private static final Bytes NOTHING = Bytes.empty();

    private final Replay replay;

    /** The revision whose state the call finds. */
    private final long before;

    /** The revision the call makes if it writes. */
    private final long own;

    /** What the call has written so far; a deleted key has version 0. */
    private final NavigableMap<Bytes, KeyValue> written = new TreeMap<>();

    private final List<KeyValue> changes = new ArrayList<>();
    private final List<String> lies = new ArrayList<>();

    private Evaluation(Replay replay, long before) {
        this.replay = replay;
        this.before = before;
        this.own = before + 1;
    }

    /** Carries the call out on the state of revision {@code before}; what it should be answered is compared if it was. */
    static Evaluation of(Replay replay, long before, Op ask, Optional<OpResult> answer) {
        Evaluation evaluation = new Evaluation(replay, before);
        evaluation.run(ask, answer);
        return evaluation;
    }

    /** Whether the answer says that something was written. */
    static boolean wrote(Op ask, OpResult answer) {
        if (ask instanceof Op.Put) {
            return true;
        }
        if (answer instanceof DeleteResult deleted) {
            return deleted.deleted() > 0;
        }
        if (ask instanceof Op.Nested nested && answer instanceof TxnResult result) {
            List<Op> steps = branch(nested.txn(), result.succeeded());
            for (int i = 0; i < steps.size(); i++) {
                if (wrote(steps.get(i), result.results().get(i))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The keys after the call, in the order in which it changed them; deleted ones have version 0. */
    List<KeyValue> changes() {
        return List.copyOf(changes);
    }

    /** What is wrong with the answer. */
    List<String> lies() {
        return List.copyOf(lies);
    }

    private static List<Op> branch(Txn txn, boolean holds) {
        return holds ? txn.then() : txn.otherwise();
    }

    private void run(Op ask, Optional<OpResult> answer) {
        if (ask instanceof Op.Put put) {
            put(put, answer.map(PutResult.class::cast));
        } else if (ask instanceof Op.Delete delete) {
            delete(delete, answer.map(DeleteResult.class::cast));
        } else if (ask instanceof Op.Get get) {
            answer.map(RangeResult.class::cast).ifPresent(result -> get(get, result));
        } else if (ask instanceof Op.Nested nested) {
            txn(nested.txn(), answer.map(TxnResult.class::cast));
        }
    }

    private void put(Op.Put put, Optional<PutResult> answer) {
        Optional<KeyValue> old = now(put.key());
        KeyValue entry = new KeyValue(
                put.key(),
                put.value(),
                old.map(KeyValue::createRevision).orElse(own),
                own,
                old.map(KeyValue::version).orElse(0L) + 1,
                put.options().lease());
        change(entry);
        if (put.options().prevKv()) {
            answer.ifPresent(result -> expect("previous", old, result.previous()));
        }
    }

    private void delete(Op.Delete delete, Optional<DeleteResult> answer) {
        List<KeyValue> old = now(delete.range());
        for (KeyValue entry : old) {
            change(new KeyValue(entry.key(), NOTHING, 0, own, 0, 0));
        }
        answer.ifPresent(result -> {
            expect("deleted", (long) old.size(), result.deleted());
            if (delete.options().prevKv()) {
                expect("deleted entries", old, result.previous());
            }
        });
    }

    private void get(Op.Get get, RangeResult result) {
        long revision = get.options().revision();
        List<KeyValue> all = revision == 0 ? now(get.range()) : replay.range(get.range(), revision);
        long limit = get.options().limit();
        expect("count", (long) all.size(), result.count());
        if (!get.options().countOnly()) {
            List<KeyValue> page = limit == 0 || limit >= all.size() ? all : all.subList(0, (int) limit);
            expect("entries", page, result.entries());
        }
    }

    /** As etcd does, comparisons of inner transactions are made before anything is written. */
    private void txn(Txn txn, Optional<TxnResult> answer) {
        boolean holds = txn.when().stream().allMatch(this::holds);
        answer.ifPresent(result -> expect("succeeded", holds, result.succeeded()));
        List<Op> steps = branch(txn, holds);
        for (int i = 0; i < steps.size(); i++) {
            int at = i;
            Optional<OpResult> inner = answer.filter(
                            result -> result.results().size() > at && result.succeeded() == holds)
                    .map(result -> result.results().get(at));
            run(steps.get(i), inner);
        }
    }

    private boolean holds(Cmp condition) {
        List<KeyValue> found = replay.range(condition.range(), before);
        if (found.isEmpty()) {
            return condition.target() != Cmp.Target.VALUE
                    && holds(condition, new KeyValue(condition.range().key(), NOTHING, 0, 0, 0, 0));
        }
        return found.stream().allMatch(entry -> holds(condition, entry));
    }

    private static boolean holds(Cmp condition, KeyValue entry) {
        int order = switch (condition.target()) {
            case VERSION -> Long.compare(entry.version(), condition.number());
            case CREATE_REVISION -> Long.compare(entry.createRevision(), condition.number());
            case MOD_REVISION -> Long.compare(entry.modRevision(), condition.number());
            case LEASE -> Long.compare(entry.lease(), condition.number());
            case VALUE -> entry.value().compareTo(condition.value());
        };
        return switch (condition.relation()) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case GREATER -> order > 0;
            case LESS -> order < 0;
        };
    }

    private void change(KeyValue entry) {
        written.put(entry.key(), entry);
        changes.add(entry);
    }

    private Optional<KeyValue> now(Bytes key) {
        KeyValue mine = written.get(key);
        return mine == null ? replay.at(key, before) : Optional.of(mine).filter(entry -> entry.version() > 0);
    }

    private List<KeyValue> now(KeyRange range) {
        if (written.isEmpty()) {
            return replay.range(range, before);
        }
        NavigableMap<Bytes, KeyValue> found = new TreeMap<>();
        replay.range(range, before).forEach(entry -> found.put(entry.key(), entry));
        written.values().stream()
                .filter(entry -> range.contains(entry.key()))
                .forEach(entry -> found.put(entry.key(), entry));
        return found.values().stream().filter(entry -> entry.version() > 0).toList();
    }

    private void expect(String what, Object right, Object answered) {
        if (!right.equals(answered)) {
            lies.add(what + " " + answered + " where " + right + " is right");
        }
    }
}
