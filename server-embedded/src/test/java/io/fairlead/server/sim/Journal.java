package io.fairlead.server.sim;

import io.fairlead.server.raft.model.Message;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What happened, line by line, and a hash of it all. One seed gives one journal; two runs that differ in any line differ in
 * their hash, and a failing run prints its last lines.
 *
 * <p>A line is put into words only when somebody reads it: most runs go well and nobody does. What a line is made of must
 * therefore be immutable.
 */
public final class Journal {
    private static final long SEED = 0xcbf29ce484222325L;
    private static final long FACTOR = 0x9e3779b97f4a7c15L;

    private final SimScheduler world;
    private final @Nullable Line[] last;
    private long hash = SEED;
    private long count;

    Journal(SimScheduler world, int linesKept) {
        this.world = world;
        this.last = new Line[linesKept];
    }

    /** One line, not yet in words. */
    private record Line(
            long nanos, String who, String what, @Nullable Object about) {
        String text() {
            return String.format(Locale.ROOT, "%12.6f %-9s %s", nanos / 1e9, who, words());
        }

        private String words() {
            if (about instanceof Message message) {
                return what + " " + SimNetwork.describe(message);
            }
            if (about instanceof Object[] values) {
                return new MessageFormat(what, Locale.ROOT).format(values);
            }
            return about == null ? what : what + " " + about;
        }
    }

    /** Notes that {@code who} did or suffered {@code what}. */
    public void note(String who, String what) {
        add(new Line(world.nowNanos(), who, what, null));
    }

    /** Notes what became of a message at {@code who}. */
    void note(String who, String what, Message message) {
        add(new Line(world.nowNanos(), who, what, message));
        mix(message.type().name().hashCode());
        mix(message.from());
        mix(message.to());
        mix(message.term());
        if (message instanceof Message.AppendRequest append) {
            mix(append.slice().previous().index());
            mix(append.slice().entries().size());
            mix(append.commit());
        } else if (message instanceof Message.AppendResponse response) {
            mix(response.rejected() ? -response.index() : response.index());
        } else if (message instanceof Message.InstallSnapshot install) {
            mix(install.meta().index());
        } else if (message instanceof Message.Heartbeat heartbeat) {
            mix(heartbeat.commit());
            mix(heartbeat.readContext());
        }
    }

    /** Notes something about what {@code about} calls itself, which is looked at later and must not change. */
    void note(String who, String what, Object about, long number) {
        add(new Line(world.nowNanos(), who, what, about));
        mix(number);
    }

    /** Notes what {@code who} says in the words of {@code format}, a {@link MessageFormat}. */
    void noteFormatted(String who, String format, Object[] values) {
        Object[] kept = Arrays.copyOf(values, values.length, Object[].class);
        for (int i = 0; i < kept.length; i++) {
            if (!(kept[i] instanceof Number)) {
                kept[i] = String.valueOf(kept[i]);
            }
        }
        add(new Line(world.nowNanos(), who, format, kept));
        for (Object value : kept) {
            mix(value instanceof Number number ? number.longValue() : value.hashCode());
        }
    }

    public long hash() {
        return hash;
    }

    /** Lines written so far. */
    public long count() {
        return count;
    }

    /** The newest lines, oldest first. */
    public List<String> lastLines() {
        List<String> lines = new ArrayList<>();
        for (long number = Math.max(0, count - last.length); number < count; number++) {
            Line line = last[(int) (number % last.length)];
            if (line != null) {
                lines.add(line.text());
            }
        }
        return lines;
    }

    private void add(Line line) {
        last[(int) (count++ % last.length)] = line;
        mix(line.nanos());
        mix(line.who().hashCode());
        mix(line.what().hashCode());
    }

    private void mix(long value) {
        hash = (hash ^ value) * FACTOR;
        hash ^= hash >>> 29;
    }
}
