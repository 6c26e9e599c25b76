package io.fairlead.jcache.history;

import io.fairlead.jcache.history.Call.Ending;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether the calls of a history can have happened one after the other, each at some moment between its beginning and its end,
 * as a single thread would have made them.
 *
 * <p>Each key is judged alone, for linearizability is local. The search is that of Wing and Gong: of all calls that have begun
 * before the first that is still open ends, try one, and step back where that leads nowhere; with Lowe's memory of what led
 * nowhere before, the same calls done and the same value left. A call of unknown outcome ends never, so it finds its place
 * wherever it helps, and behind everything else if it was not made at all.
 */
final class Linearizability {
    private final List<Call> calls;
    private final Moment head = new Moment(-1, false);

    private final BitSet done = new BitSet();
    private final Set<Place> known = new HashSet<>();
    private String value = Call.ABSENT;

    /** The beginning or the end of a call, in the order of time. */
    private static final class Moment {
        private final int call;
        private final boolean isEnd;
        private @Nullable Moment before;
        private @Nullable Moment next;

        /** Of a beginning, the call's end. */
        private @Nullable Moment end;

        private Moment(int call, boolean isEnd) {
            this.call = call;
            this.isEnd = isEnd;
        }

        private void takeOut() {
            if (before != null) {
                before.next = next;
            }
            if (next != null) {
                next.before = before;
            }
        }

        private void putBack() {
            if (before != null) {
                before.next = this;
            }
            if (next != null) {
                next.before = this;
            }
        }
    }

    /** Where the search has been. */
    private record Place(BitSet done, String value) {}

    /** A call taken as the next, and the value before it. */
    private record Step(Moment beginning, String before) {}

    private Linearizability(List<Call> calls) {
        this.calls = calls;
        List<Moment> ends = new ArrayList<>();
        Moment last = head;
        for (int i = 0; i < calls.size(); i++) {
            last = appendEndsBefore(calls.get(i).invoked(), ends, last);
            Moment beginning = new Moment(i, false);
            Moment end = new Moment(i, true);
            beginning.end = end;
            ends.add(end);
            last = append(last, beginning);
        }
        appendEndsBefore(Long.MAX_VALUE, ends, last);
    }

    private Moment appendEndsBefore(long time, List<Moment> ends, Moment last) {
        List<Moment> over = ends.stream()
                .filter(end -> endOf(end) < time || time == Long.MAX_VALUE)
                .sorted(Comparator.comparingLong(this::endOf))
                .toList();
        Moment tail = last;
        for (Moment end : over) {
            tail = append(tail, end);
        }
        ends.removeAll(over);
        return tail;
    }

    private long endOf(Moment end) {
        Call call = calls.get(end.call);
        return call.ending() == Ending.UNKNOWN ? Long.MAX_VALUE : call.returned();
    }

    private static Moment append(Moment last, Moment moment) {
        last.next = moment;
        moment.before = last;
        return moment;
    }

    /**
     * What is wrong with the history, a line for each key with a fault; empty for a good one. The caches are taken to be empty
     * before it.
     */
    static List<String> violations(List<Call> history) {
        Map<String, List<Call>> byKey = history.stream()
                .filter(call -> call.ending() == Ending.ANSWERED
                        || (call.ending() == Ending.UNKNOWN && !call.what().isRead()))
                .sorted(Comparator.comparingLong(Call::invoked))
                .collect(Collectors.groupingBy(Call::key, TreeMap::new, Collectors.toList()));
        return byKey.values().stream()
                .map(calls -> new Linearizability(calls).violation())
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<String> violation() {
        Deque<Step> steps = new ArrayDeque<>();
        String complaint = "";
        int farthest = -1;
        Moment moment = head.next;
        while (moment != null) {
            if (moment.isEnd) {
                if (steps.size() > farthest) {
                    farthest = steps.size();
                    complaint = complaint(steps, moment);
                }
                if (steps.isEmpty()) {
                    return Optional.of(complaint);
                }
                moment = stepBack(steps.pop());
            } else if (stepTo(moment, steps)) {
                moment = head.next;
            } else {
                moment = moment.next;
            }
        }
        return Optional.empty();
    }

    /** Takes this call as the next one, unless its answer does not fit or it is known to lead nowhere. */
    private boolean stepTo(Moment beginning, Deque<Step> steps) {
        Optional<String> after = Register.after(value, calls.get(beginning.call));
        if (after.isEmpty()) {
            return false;
        }
        done.set(beginning.call);
        if (!known.add(new Place((BitSet) done.clone(), after.get()))) {
            done.clear(beginning.call);
            return false;
        }
        steps.push(new Step(beginning, value));
        value = after.get();
        beginning.takeOut();
        endOfCall(beginning).takeOut();
        return true;
    }

    /** Takes the last step back. Returns where to look for another one. */
    private @Nullable Moment stepBack(Step step) {
        endOfCall(step.beginning()).putBack();
        step.beginning().putBack();
        done.clear(step.beginning().call);
        value = step.before();
        return step.beginning().next;
    }

    private static Moment endOfCall(Moment beginning) {
        if (beginning.end == null) {
            throw new IllegalStateException("not the beginning of a call");
        }
        return beginning.end;
    }

    private String complaint(Deque<Step> steps, Moment stuck) {
        List<Call> lately = new ArrayList<>();
        steps.stream().limit(8).forEach(step -> lately.add(0, calls.get(step.beginning().call)));
        List<Call> open = new ArrayList<>();
        for (Moment moment = head.next; moment != null && moment != stuck; moment = moment.next) {
            open.add(calls.get(moment.call));
        }
        return "after %d of %d calls, the last of which may have been%n%s%nthe value was \"%s\", and none of these fits:%n%s"
                .formatted(steps.size(), calls.size(), lines(lately), value, lines(open));
    }

    private static String lines(List<Call> some) {
        return some.stream().map(Call::toString).collect(Collectors.joining(System.lineSeparator()));
    }
}
