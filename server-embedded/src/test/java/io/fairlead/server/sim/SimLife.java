package io.fairlead.server.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One life of a member, from its start to its crash. Whatever the member does, it does inside {@link #run}: what comes after
 * the crash does nothing, what comes during a pause waits for its end, and a power cut inside it ends the life.
 */
final class SimLife {
    private final Consumer<SimCrash> onCrash;
    private final List<Runnable> held = new ArrayList<>();
    private boolean over;
    private boolean paused;

    /** @param onCrash told once, when the power goes out inside something that the member does */
    SimLife(Consumer<SimCrash> onCrash) {
        this.onCrash = onCrash;
    }

    boolean isOver() {
        return over;
    }

    boolean isPaused() {
        return paused;
    }

    void run(Runnable action) {
        if (over) {
            return;
        }
        if (paused) {
            held.add(action);
            return;
        }
        try {
            action.run();
        } catch (SimCrash crash) {
            if (!over) {
                over = true;
                onCrash.accept(crash);
            }
        }
    }

    void end() {
        over = true;
        held.clear();
    }

    void pause() {
        paused = true;
    }

    /** What was held happens now, in the order it came. */
    void resume() {
        paused = false;
        List<Runnable> now = List.copyOf(held);
        held.clear();
        now.forEach(this::run);
    }
}
