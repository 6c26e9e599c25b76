package io.fairlead.client;

import io.fairlead.api.UnavailableException;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.kv.Txn;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** Keys and values over a real client, whose transactions lose requests and answers where the test says so. */
final class DoubtfulKv {
    /** What happens to a transaction. */
    enum Fate {
        /** It is sent and answered. */
        ANSWERED,
        /** It is lost on the way there. */
        REQUEST_LOST,
        /** It is carried out, and the answer is lost on the way back. */
        ANSWER_LOST,
        /** It seems lost, and is carried out before the next one that is sent. */
        DELAYED,
        /** It seems lost, and is carried out when the test says so. */
        KEPT_BACK,
        /** It was proved not to have been sent. */
        NOT_SENT
    }

    private final Kv real;
    private final Queue<Fate> fates = new ArrayDeque<>();
    private final Queue<Runnable> afterwards = new ArrayDeque<>();
    private final Queue<Txn> late = new ArrayDeque<>();
    private final Queue<Txn> kept = new ArrayDeque<>();

    /** Transactions that were asked for. */
    int commits;

    DoubtfulKv(Kv real) {
        this.real = real;
    }

    /** The next transactions, one after another, fare so; those after them are answered. */
    DoubtfulKv next(Fate... following) {
        fates.addAll(List.of(following));
        return this;
    }

    /** What others do after the next transaction that is not just answered. */
    DoubtfulKv thenOthers(Runnable action) {
        afterwards.add(action);
        return this;
    }

    /** Carries out what was kept back. */
    void deliver() {
        while (!kept.isEmpty()) {
            real.commit(kept.remove());
        }
    }

    Kv kv() {
        return (Kv) Proxy.newProxyInstance(
                Kv.class.getClassLoader(), new Class<?>[] {Kv.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit")) {
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
        commits++;
        Fate fate = fates.isEmpty() ? Fate.ANSWERED : fates.remove();
        while (!late.isEmpty()) {
            real.commit(late.remove());
        }
        switch (fate) {
            case ANSWERED -> {
                return real.commit(txn);
            }
            case ANSWER_LOST -> real.commit(txn);
            case DELAYED -> late.add(txn);
            case KEPT_BACK -> kept.add(txn);
            case REQUEST_LOST, NOT_SENT -> {}
        }
        if (!afterwards.isEmpty()) {
            afterwards.remove().run();
        }
        throw new UnavailableException(
                "lost", fate == Fate.NOT_SENT ? Outcome.NOT_APPLIED : Outcome.UNKNOWN, List.of(), null);
    }
}
