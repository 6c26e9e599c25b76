package io.fairlead.api.kv;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * Puts a transaction together and commits it. Each list may be added to several times. Not safe to share between threads.
 *
 * @param <R> what committing gives: a result, or the future of one
 */
public final class TxnBuilder<R> {
    private final List<Cmp> when = new ArrayList<>();
    private final List<Op> then = new ArrayList<>();
    private final List<Op> otherwise = new ArrayList<>();
    private final Function<Txn, R> committer;

    /** A builder that hands the finished transaction to {@code committer}. */
    public TxnBuilder(Function<Txn, R> committer) {
        this.committer = committer;
    }

    /** Adds conditions. */
    public TxnBuilder<R> when(Cmp... conditions) {
        Collections.addAll(when, conditions);
        return this;
    }

    /** Adds steps for the case that every condition holds. */
    public TxnBuilder<R> then(Op... steps) {
        Collections.addAll(then, steps);
        return this;
    }

    /** Adds steps for the case that a condition does not hold. */
    public TxnBuilder<R> otherwise(Op... steps) {
        Collections.addAll(otherwise, steps);
        return this;
    }

    /** The transaction as it stands. */
    public Txn build() {
        return new Txn(when, then, otherwise);
    }

    /** Sends the transaction; fails as {@link Kv#commit(Txn)} does. */
    public R commit() {
        return committer.apply(build());
    }
}
