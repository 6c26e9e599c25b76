package io.fairlead.testing.fake;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** What is to go wrong, in order, for each method. On the loop of its fake. */
final class Scripts {
    private final Map<String, Queue<StreamScript>> streams = new HashMap<>();
    private final Map<String, Queue<CallScript>> calls = new HashMap<>();
    private int carriedOut;

    void stream(String method, StreamScript script) {
        streams.computeIfAbsent(method, any -> new ArrayDeque<>()).add(script);
    }

    void call(String method, CallScript script) {
        calls.computeIfAbsent(method, any -> new ArrayDeque<>()).add(script);
    }

    @Nullable
    StreamScript nextStream(String method) {
        Queue<StreamScript> queue = streams.get(method);
        return queue == null ? null : queue.poll();
    }

    @Nullable
    CallScript nextCall(String method) {
        Queue<CallScript> queue = calls.get(method);
        return queue == null ? null : queue.poll();
    }

    void clear() {
        streams.clear();
        calls.clear();
    }

    void carriedOut() {
        carriedOut++;
    }

    int countCarriedOut() {
        return carriedOut;
    }
}
