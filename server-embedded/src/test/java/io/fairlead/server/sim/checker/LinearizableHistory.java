package io.fairlead.server.sim.checker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Judges a history against the state at each revision, as the cluster has it in the end. No search is needed: an answer names
 * its own place in the one order of revisions. What was answered must be in that place, nothing may be there that nobody asked
 * for, and the order must agree with real time.
 */
public final class LinearizableHistory {
    private final List<History.Call> calls;

    /** State after each revision, from revision 0. */
    private final List<SortedMap<String, String>> states;

    public LinearizableHistory(History history, List<SortedMap<String, String>> states) {
        this.calls = history.calls();
        this.states = states;
    }

    /** Throws if any answer was not true. */
    public void check() {
        nothingCommittedIsLost();
        nothingIsThereThatNobodyAskedFor();
        readsAreTrueStates();
        orderAgreesWithRealTime();
    }

    private void nothingCommittedIsLost() {
        for (History.Call call : calls) {
            if (!call.isAnswered() || !call.kind().isWrite()) {
                continue;
            }
            if (call.revision() >= states.size()) {
                throw new BrokenPromise("lost: " + call + ", the last revision is " + (states.size() - 1));
            }
            String there = stateAt(call.revision()).get(call.key());
            String wanted = call.kind() == History.Kind.PUT ? call.value() + "@" + call.revision() : null;
            if (wanted == null ? there != null : !wanted.equals(there)) {
                throw new BrokenPromise("lost: " + call + ", the key holds " + there + " at that revision");
            }
        }
    }

    private void nothingIsThereThatNobodyAskedFor() {
        Map<String, History.Call> puts = new HashMap<>();
        for (History.Call call : calls) {
            if (call.kind() == History.Kind.PUT) {
                puts.put(call.value(), call);
            }
        }
        Map<String, Integer> seenAt = new HashMap<>();
        for (int revision = 1; revision < states.size(); revision++) {
            for (Map.Entry<String, String> entry : states.get(revision).entrySet()) {
                if (entry.getValue().equals(states.get(revision - 1).get(entry.getKey()))) {
                    continue;
                }
                String value = entry.getValue().substring(0, entry.getValue().indexOf('@'));
                History.Call put = puts.get(value);
                if (put == null || put.isRefused() || !put.key().equals(entry.getKey())) {
                    throw new BrokenPromise("nobody put " + entry + " at revision " + revision);
                }
                Integer other = seenAt.put(value, revision);
                if (other != null) {
                    throw new BrokenPromise("applied twice, at revisions " + other + " and " + revision + ": " + put);
                }
            }
        }
    }

    private void readsAreTrueStates() {
        for (History.Call call : calls) {
            if (call.isAnswered() && !call.kind().isWrite()) {
                if (call.revision() >= states.size()
                        || !stateAt(call.revision()).equals(call.state())) {
                    throw new BrokenPromise("never a state: " + call + " read " + call.state());
                }
            }
        }
    }

    /** A call that began after another was answered may not see less than the other did; a write sees more. */
    private void orderAgreesWithRealTime() {
        List<History.Call> byStart = new ArrayList<>();
        for (History.Call call : calls) {
            if (call.isAnswered() && call.kind() != History.Kind.SERIALIZABLE_READ) {
                byStart.add(call);
            }
        }
        List<History.Call> byEnd = new ArrayList<>(byStart);
        byStart.sort(Comparator.comparingLong(History.Call::startNanos));
        byEnd.sort(Comparator.comparingLong(History.Call::endNanos));
        int ended = 0;
        History.Call furthest = null;
        for (History.Call call : byStart) {
            while (ended < byEnd.size() && byEnd.get(ended).endNanos() < call.startNanos()) {
                History.Call done = byEnd.get(ended++);
                furthest = furthest == null || done.revision() > furthest.revision() ? done : furthest;
            }
            if (furthest != null && isBehind(call, furthest)) {
                throw new BrokenPromise("stale: " + call + " began after " + furthest);
            }
        }
    }

    /** Deleting what is not there changes no revision. */
    private static boolean isBehind(History.Call call, History.Call earlier) {
        return call.kind() == History.Kind.PUT
                ? call.revision() <= earlier.revision()
                : call.revision() < earlier.revision();
    }

    private SortedMap<String, String> stateAt(long revision) {
        return states.get((int) revision);
    }
}
