package io.fairlead.server.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Names in a directory, each a {@link SimFile} or a {@link SimDirectory}: as programs see them, and as the platters have. */
final class SimDirectory {
    private final TreeMap<String, Object> seen = new TreeMap<>();
    private final TreeMap<String, Object> durable = new TreeMap<>();

    /** What happened since the last force, in order. */
    private final List<Change> changes = new ArrayList<>();

    /** One atomic change of names. */
    @FunctionalInterface
    private interface Change {
        void apply(SortedMap<String, Object> names);
    }

    @Nullable
    Object get(String name) {
        return seen.get(name);
    }

    SortedMap<String, Object> entries() {
        return seen;
    }

    void put(String name, Object content) {
        change(names -> names.put(name, content));
    }

    void remove(String name) {
        change(names -> names.remove(name));
    }

    void rename(String from, String to) {
        change(names -> {
            Object content = names.remove(from);
            if (content != null) {
                names.put(to, content);
            }
        });
    }

    void force() {
        durable.clear();
        durable.putAll(seen);
        changes.clear();
    }

    /** Changes reach the platters in order, but how many of those that were not forced did is open. */
    void crash(RandomGenerator random) {
        int kept = switch (random.nextInt(3)) {
            case 0 -> 0;
            case 1 -> changes.size();
            default -> random.nextInt(changes.size() + 1);
        };
        for (Change change : changes.subList(0, kept)) {
            change.apply(durable);
        }
        seen.clear();
        seen.putAll(durable);
        changes.clear();
        for (Object content : seen.values()) {
            if (content instanceof SimDirectory directory) {
                directory.crash(random);
            } else {
                ((SimFile) content).crash(random);
            }
        }
    }

    /** As {@link #get}, on the platters. */
    @Nullable
    Object getDurable(String name) {
        return durable.get(name);
    }

    /** Puts what the platters have of this directory into {@code copy}. */
    void copyDurableTo(SimDirectory copy) {
        durable.forEach((name, content) -> {
            if (content instanceof SimDirectory directory) {
                SimDirectory inner = new SimDirectory();
                directory.copyDurableTo(inner);
                copy.put(name, inner);
            } else {
                copy.put(name, ((SimFile) content).durableCopy());
            }
        });
    }

    /** As {@link SimFile#dropCache()}, of all files there are. */
    void dropCache() {
        for (Object content : seen.values()) {
            if (content instanceof SimDirectory directory) {
                directory.dropCache();
            } else {
                ((SimFile) content).dropCache();
            }
        }
    }

    /** As {@link SimFile#isLying()}, of any file there is. */
    boolean isLying() {
        for (Object content : seen.values()) {
            boolean lying = content instanceof SimFile file ? file.isLying() : ((SimDirectory) content).isLying();
            if (lying) {
                return true;
            }
        }
        return false;
    }

    private void change(Change change) {
        change.apply(seen);
        changes.add(change);
    }
}
