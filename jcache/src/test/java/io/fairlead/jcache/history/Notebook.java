package io.fairlead.jcache.history;

import io.fairlead.api.FairleadException;
import io.fairlead.api.error.Outcome;
import io.fairlead.jcache.history.Call.Ending;
import io.fairlead.jcache.history.Call.What;
import io.fairlead.jcache.store.GuardLostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import javax.cache.CacheException;

/** Makes calls and writes down what came of them. Safe to share between threads. */
final class Notebook {
    private final List<Call> calls = Collections.synchronizedList(new ArrayList<>());

    /**
     * Makes a call.
     *
     * @param call what it answers
     * @return the answer; absent if it failed
     */
    String note(What what, String key, String given, String expected, Supplier<?> call) {
        return make(what, key, given, expected, call).result();
    }

    /** Reads until there is an answer: with the last leader gone there may be nobody yet who could give one. */
    void noteAnswered(String key, Supplier<?> read) {
        Call call;
        do {
            call = make(What.GET, key, "", "", read);
        } while (call.ending() != Ending.ANSWERED);
    }

    private Call make(What what, String key, String given, String expected, Supplier<?> call) {
        long invoked = System.nanoTime();
        String result = Call.ABSENT;
        Ending ending = Ending.ANSWERED;
        try {
            Object answer = call.get();
            result = answer == null ? Call.ABSENT : answer.toString();
        } catch (CacheException e) {
            ending = endingOf(e);
        }
        Call made = new Call(what, key, given, expected, result, ending, invoked, System.nanoTime());
        calls.add(made);
        return made;
    }

    /** What the failure says of itself: a call that cannot tell counts as one that may have done everything. */
    private static Ending endingOf(CacheException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FairleadException known) {
                return known.outcome() == Outcome.NOT_APPLIED ? Ending.NOT_APPLIED : Ending.UNKNOWN;
            }
            if (cause instanceof GuardLostException) {
                // Who stands still for longer than its session lives has lost its lock by then.
                return Ending.NOT_APPLIED;
            }
        }
        throw new IllegalStateException("a cache failed, and not for the cluster's sake", failure);
    }

    List<Call> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }
}
