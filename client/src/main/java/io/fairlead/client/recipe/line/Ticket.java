package io.fairlead.client.recipe.line;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.PutOptions;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.kv.Txn;
import java.util.ArrayList;
import java.util.List;

/**
 * What one contender brings.
 *
 * @param key its key: nobody else's, and not used before unless it is certain that nothing of that is still on its way
 * @param value what the key says
 * @param lease the lease of its session
 * @param rule whose turn it is
 * @param atOnce go away if it is not our turn at once
 */
record Ticket(Bytes key, Bytes value, long lease, Rule rule, boolean atOnce) {
    KeyRange own() {
        return KeyRange.single(key);
    }

    /** Creates our key if it is not there, and reads who came before; if it is there, reads it. */
    Txn joining() {
        List<Cmp> when = new ArrayList<>(List.of(Cmp.missing(key)));
        if (atOnce) {
            rule.nobody().ifPresent(when::add);
        }
        ReadOptions options = rule.reading();
        // The key just put is among those read.
        ReadOptions reading = options.limit() == 0 ? options : options.limit(options.limit() + 1);
        Op put = Op.put(key, value, PutOptions.defaults().lease(lease));
        return new Txn(when, List.of(put, Op.get(rule.rivals(), reading)), List.of(Op.get(own())));
    }

    /** Reads our key and those before it. */
    Txn looking(long createRevision) {
        ReadOptions older = rule.reading().createRevisions(0, createRevision - 1);
        return new Txn(List.of(), List.of(Op.get(own()), Op.get(rule.rivals(), older)), List.of());
    }

    /** Deletes our key as it was created. */
    Txn deleting(long createRevision) {
        return deletingIf(Cmp.createRevision(own()).is(createRevision));
    }

    /** Deletes our key whenever it was created: its lease tells that it is ours. */
    Txn deletingAny() {
        return deletingIf(Cmp.lease(own()).is(lease));
    }

    private Txn deletingIf(Cmp ours) {
        return new Txn(List.of(ours), List.of(Op.delete(own())), List.of());
    }
}
