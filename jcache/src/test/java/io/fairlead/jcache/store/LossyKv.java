package io.fairlead.jcache.store;

import io.fairlead.api.FairleadException;
import io.fairlead.api.InterruptedCallException;
import io.fairlead.api.RefusedException;
import io.fairlead.api.UnavailableException;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.kv.Txn;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** Keys and values over a real client, whose writing transactions lose requests and answers where the test says so. */
final class LossyKv {
    /** What happens to a writing transaction. */
    enum Fate {
        ANSWERED,
        /** Lost on the way there. */
        REQUEST_LOST,
        /** Carried out; the answer is lost on the way back. */
        ANSWER_LOST,
        /** Seems lost, and is carried out when the test says so. */
        KEPT_BACK,
        /** Proved not to have been sent. */
        NOT_SENT,
        /** Refused, for lack of space. */
        REFUSED,
        /** The caller was interrupted; it was carried out. */
        INTERRUPTED
    }

    private final Kv real;
    private final Queue<Fate> fates = new ArrayDeque<>();
    private final Queue<Runnable> before = new ArrayDeque<>();
    private final Queue<Runnable> after = new ArrayDeque<>();
    private final List<Txn> kept = new ArrayList<>();

    /** What happens to all transactions for which nothing else was said. */
    private Fate otherwise = Fate.ANSWERED;

    /** Writing transactions that were asked for. */
    int writes;

    LossyKv(Kv real) {
        this.real = real;
    }

    /** The next transactions, one after another, fare so. */
    LossyKv next(Fate... following) {
        fates.addAll(List.of(following));
        return this;
    }

    LossyKv always(Fate fate) {
        otherwise = fate;
        return this;
    }

    /** What others do after the next transaction. */
    LossyKv thenOthers(Runnable action) {
        after.add(action);
        return this;
    }

    /** What others do before the transaction after the next. */
    LossyKv beforeTheSecond(Runnable action) {
        before.add(() -> {});
        before.add(action);
        return this;
    }

    /** Forgets what was said of transactions to come. */
    void clear() {
        fates.clear();
        before.clear();
        after.clear();
    }

    /** Carries out what was kept back. */
    void deliver() {
        kept.forEach(real::commit);
        kept.clear();
    }

    Kv kv() {
        return (Kv) Proxy.newProxyInstance(
                Kv.class.getClassLoader(), new Class<?>[] {Kv.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit") && !((Txn) arguments[0]).isReadOnly()) {
                        return commit((Txn) arguments[0]);
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    private Object commit(Txn txn) {
        writes++;
        Fate fate = fates.isEmpty() ? otherwise : fates.remove();
        run(before);
        switch (fate) {
            case ANSWERED -> {
                return real.commit(txn);
            }
            case ANSWER_LOST, INTERRUPTED -> real.commit(txn);
            case KEPT_BACK -> kept.add(txn);
            case REQUEST_LOST, NOT_SENT, REFUSED -> {}
        }
        run(after);
        throw failure(fate);
    }

    private static void run(Queue<Runnable> actions) {
        if (!actions.isEmpty()) {
            actions.remove().run();
        }
    }

    private static FairleadException failure(Fate fate) {
        return switch (fate) {
            case NOT_SENT -> new UnavailableException("not sent", Outcome.NOT_APPLIED, List.of(), null);
            case REFUSED -> new RefusedException(EtcdError.NO_SPACE, Outcome.NOT_APPLIED, List.of(), null);
            case INTERRUPTED -> new InterruptedCallException(Outcome.UNKNOWN, List.of(), null);
            default -> new UnavailableException("lost", Outcome.UNKNOWN, List.of(), null);
        };
    }
}
