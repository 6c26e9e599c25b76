package io.fairlead.server.failpoint;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for at the places of one member, or of all members of a process. Safe from any thread.
 *
 * <p>Terms say what happens each time a place is reached: {@code panic}, {@code sleep("1s")}, {@code sleep(20)} in
 * milliseconds, or {@code off}; {@code 3*panic} as often as that and then no more, {@code 2*off->panic} the third time and
 * from then on.
 */
public final class Failpoints {
    /** Nothing can be armed here. */
    public static final Failpoints NONE = new Failpoints(null);

    private final @Nullable Effect effect;

    /** Guarded by this. */
    private final Map<Failpoint, Terms> terms = new EnumMap<>(Failpoint.class);

    /** Whether anything is; read without a lock wherever a place is reached. */
    private volatile boolean armed;

    /** How the world around a member carries out what is asked for; on the thread that reached the place. */
    public interface Effect {
        /** The member is gone at once: nothing more of it happens. Does not return, or what called it ends by what it throws. */
        void halt(Failpoint at);

        /** Whoever reached the place goes on so much later. */
        void sleep(Failpoint at, long nanos);
    }

    public Failpoints(@Nullable Effect effect) {
        this.effect = effect;
    }

    /**
     * Says what happens at {@code point} from now on, instead of what was said before.
     *
     * @throws IllegalArgumentException if {@code text} does not follow the grammar; nothing changes then
     * @throws IllegalStateException if nothing can be armed here
     */
    public synchronized void arm(Failpoint point, String text) {
        if (effect == null) {
            throw new IllegalStateException("no failpoint can be armed here");
        }
        terms.put(point, Terms.parse(text));
        armed = true;
    }

    /** Nothing happens at {@code point} any more. Returns whether it was armed. */
    public synchronized boolean disarm(Failpoint point) {
        boolean was = terms.remove(point) != null;
        armed = !terms.isEmpty();
        return was;
    }

    /** The terms that {@code point} is armed with, as they were given. */
    public synchronized Optional<String> terms(Failpoint point) {
        return Optional.ofNullable(terms.get(point)).map(Terms::text);
    }

    /** How many times {@code point} was reached and something was carried out, since it was armed. */
    public synchronized Optional<Integer> count(Failpoint point) {
        return Optional.ofNullable(terms.get(point)).map(Terms::count);
    }

    /** The member is at this place: does what is asked for here, if anything is. */
    public void reach(Failpoint point) {
        if (armed) {
            carryOut(point);
        }
    }

    private void carryOut(Failpoint point) {
        Optional<Terms.Act> act;
        synchronized (this) {
            Terms found = terms.get(point);
            act = found == null ? Optional.empty() : found.next();
        }
        if (effect == null || act.isEmpty()) {
            return;
        }
        switch (act.get().kind()) {
            case OFF -> {}
            case PANIC -> effect.halt(point);
            case SLEEP -> effect.sleep(point, act.get().nanos());
        }
    }
}
