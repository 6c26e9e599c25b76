package io.fairlead.server.sim.checker;

import io.fairlead.api.pb.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What clients asked and were told, in the order they asked. */
public final class History {
    /** A revision that was not told. */
    public static final long UNKNOWN = -1;

    private final List<Call> calls = new ArrayList<>();

    /** What a call asks. */
    public enum Kind {
        PUT,
        DELETE,
        READ,
        SERIALIZABLE_READ;

        boolean isWrite() {
            return this == PUT || this == DELETE;
        }
    }

    public Call put(String client, String member, String key, String value, long nowNanos) {
        return add(new Call(calls.size(), Kind.PUT, client, member, key, value, nowNanos));
    }

    public Call delete(String client, String member, String key, long nowNanos) {
        return add(new Call(calls.size(), Kind.DELETE, client, member, key, "", nowNanos));
    }

    public Call read(String client, String member, boolean serializable, long nowNanos) {
        Kind kind = serializable ? Kind.SERIALIZABLE_READ : Kind.READ;
        return add(new Call(calls.size(), kind, client, member, "", "", nowNanos));
    }

    public List<Call> calls() {
        return Collections.unmodifiableList(calls);
    }

    public long answeredCount() {
        return calls.stream().filter(Call::isAnswered).count();
    }

    /** Values and mod revisions by key. */
    public static SortedMap<String, String> stateOf(List<KeyValue> kvs) {
        SortedMap<String, String> state = new TreeMap<>();
        for (KeyValue kv : kvs) {
            state.put(kv.getKey().toStringUtf8(), kv.getValue().toStringUtf8() + "@" + kv.getModRevision());
        }
        return state;
    }

    private Call add(Call call) {
        calls.add(call);
        return call;
    }

    /** One call. Unanswered, it may have taken effect or not, then or later; refused, it surely has not. */
    public static final class Call {
        private final int number;
        private final Kind kind;
        private final String client;
        private final String member;
        private final String key;
        private final String value;
        private final long startNanos;
        private SortedMap<String, String> state = Collections.emptySortedMap();
        private long endNanos = Long.MAX_VALUE;
        private long revision = UNKNOWN;
        private boolean refused;

        private Call(int number, Kind kind, String client, String member, String key, String value, long startNanos) {
            this.number = number;
            this.kind = kind;
            this.client = client;
            this.member = member;
            this.key = key;
            this.value = value;
            this.startNanos = startNanos;
        }

        public void answered(long atRevision, long nowNanos) {
            revision = atRevision;
            endNanos = nowNanos;
        }

        public void read(SortedMap<String, String> found) {
            state = found;
        }

        public void refused(long nowNanos) {
            refused = true;
            endNanos = nowNanos;
        }

        public String client() {
            return client;
        }

        Kind kind() {
            return kind;
        }

        String key() {
            return key;
        }

        String value() {
            return value;
        }

        SortedMap<String, String> state() {
            return state;
        }

        long startNanos() {
            return startNanos;
        }

        long endNanos() {
            return endNanos;
        }

        long revision() {
            return revision;
        }

        boolean isAnswered() {
            return revision != UNKNOWN;
        }

        boolean isRefused() {
            return refused;
        }

        @Override
        public String toString() {
            return "#" + number + " " + kind + (key.isEmpty() ? "" : " " + key) + (value.isEmpty() ? "" : "=" + value)
                    + " at " + member
                    + (refused ? " refused" : isAnswered() ? " answered at revision " + revision : "");
        }
    }
}
