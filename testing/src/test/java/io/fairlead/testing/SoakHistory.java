package io.fairlead.testing;

import io.fairlead.api.kv.Op;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the soak writes and therefore what its watchers have to see: worked out beforehand, from a seed. The n-th write is a
 * transaction that makes revision n + 1 of a fresh store, and nothing else writes.
 */
final class SoakHistory {
    static final String COUNTER = "counter";
    private static final int GROUPS = 10;
    private static final int KEYS_PER_GROUP = 12;
    private static final int VALUE_SIZE = 400;

    /** What one revision does to one key; {@code value} is empty for a delete. */
    record Change(
            long revision,
            String key,
            boolean delete,
            String value,
            long createRevision,
            long version,
            String previous) {}

    private final List<List<Op>> writes = new ArrayList<>();
    private final List<List<Change>> changes = new ArrayList<>();

    private static final class Alive {
        private long created;
        private long version;
        private String value = "";
    }

    SoakHistory(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Alive> alive = new LinkedHashMap<>();
        for (int n = 1; n <= count; n++) {
            long revision = n + 1L;
            TreeMap<String, Boolean> touched = new TreeMap<>();
            int keys = 1 + random.nextInt(3);
            for (int i = 0; i < keys; i++) {
                String key = key(random.nextInt(GROUPS), random.nextInt(KEYS_PER_GROUP));
                touched.put(key, alive.containsKey(key) && random.nextInt(4) == 0);
            }
            List<Op> ops = new ArrayList<>();
            List<Change> made = new ArrayList<>();
            ops.add(Op.put(COUNTER, String.valueOf(n)));
            made.add(put(alive, revision, COUNTER, String.valueOf(n)));
            touched.forEach((key, delete) -> {
                if (delete) {
                    ops.add(Op.delete(key));
                    made.add(delete(alive, revision, key));
                } else {
                    String value = (key + " at " + revision + " ").repeat(VALUE_SIZE / 16);
                    ops.add(Op.put(key, value));
                    made.add(put(alive, revision, key, value));
                }
            });
            writes.add(ops);
            changes.add(made);
        }
    }

    static String group(int group) {
        return "g" + group + "/";
    }

    static String key(int group, int key) {
        return group(group) + "k" + key;
    }

    static int groups() {
        return GROUPS;
    }

    static int keysPerGroup() {
        return KEYS_PER_GROUP;
    }

    private static Change put(Map<String, Alive> alive, long revision, String key, String value) {
        Alive state = alive.computeIfAbsent(key, name -> new Alive());
        String previous = state.value;
        if (state.version == 0) {
            state.created = revision;
        }
        state.version++;
        state.value = value;
        return new Change(revision, key, false, value, state.created, state.version, previous);
    }

    private static Change delete(Map<String, Alive> alive, long revision, String key) {
        Alive gone = alive.remove(key);
        return new Change(revision, key, true, "", 0, 0, gone == null ? "" : gone.value);
    }

    int writes() {
        return writes.size();
    }

    long lastRevision() {
        return writes.size() + 1L;
    }

    /** The operations of the n-th write, from 1. */
    List<Op> write(int n) {
        return writes.get(n - 1);
    }

    /** What the keys of an interval see: revision to changes, in order; none where nothing concerns them. */
    NavigableMap<Long, List<Change>> seenBy(String from, @Nullable String to, boolean puts, boolean deletes) {
        TreeMap<Long, List<Change>> seen = new TreeMap<>();
        for (List<Change> revision : changes) {
            List<Change> some = revision.stream()
                    .filter(change -> to == null
                            ? change.key().equals(from)
                            : change.key().compareTo(from) >= 0 && change.key().compareTo(to) < 0)
                    .filter(change -> change.delete() ? deletes : puts)
                    .toList();
            if (!some.isEmpty()) {
                seen.put(some.get(0).revision(), some);
            }
        }
        return seen;
    }
}
