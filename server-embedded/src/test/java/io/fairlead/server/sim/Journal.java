package io.fairlead.server.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What happened, line by line, and a hash of it all. One seed gives one journal; two runs that differ in any line differ in
 * their hash, and a failing run prints its last lines.
 */
public final class Journal {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final SimScheduler world;
    private final int linesKept;
    private final Deque<String> last = new ArrayDeque<>();
    private long hash = FNV_OFFSET;
    private long count;

    Journal(SimScheduler world, int linesKept) {
        this.world = world;
        this.linesKept = linesKept;
    }

    /** Notes that {@code who} did or suffered {@code what}. */
    public void note(String who, String what) {
        String line = String.format("%12.6f %-9s %s", world.nowNanos() / 1e9, who, what);
        for (int i = 0; i < line.length(); i++) {
            hash = (hash ^ line.charAt(i)) * FNV_PRIME;
        }
        count++;
        if (last.size() == linesKept) {
            last.removeFirst();
        }
        last.addLast(line);
    }

    public long hash() {
        return hash;
    }

    /** Lines written so far. */
    public long count() {
        return count;
    }

    public List<String> lastLines() {
        return List.copyOf(last);
    }
}
