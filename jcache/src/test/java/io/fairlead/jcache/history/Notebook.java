package io.fairlead.jcache.history;

import io.fairlead.api.FairleadException;
import io.fairlead.api.error.Outcome;
import io.fairlead.jcache.history.Call.Ending;
import io.fairlead.jcache.history.Call.What;
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
        long invoked = System.nanoTime();
        String result = Call.ABSENT;
        Ending ending = Ending.ANSWERED;
        try {
            Object answer = call.get();
            result = answer == null ? Call.ABSENT : answer.toString();
        } catch (CacheException e) {
            ending = endingOf(e);
        }
        calls.add(new Call(what, key, given, expected, result, ending, invoked, System.nanoTime()));
        return result;
    }

    /** What the failure says of itself: a call that cannot tell counts as one that may have done everything. */
    private static Ending endingOf(CacheException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FairleadException known) {
                return known.outcome() == Outcome.NOT_APPLIED ? Ending.NOT_APPLIED : Ending.UNKNOWN;
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
