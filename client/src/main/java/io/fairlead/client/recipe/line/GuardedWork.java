package io.fairlead.client.recipe.line;

import io.fairlead.api.concurrency.HeldWork;
import io.fairlead.api.concurrency.HoldLostException;

/** Runs work under a hold, and interrupts it if the hold is lost. */
public final class GuardedWork {
    private final Thread worker = Thread.currentThread();

    /** The work has ended: its thread must not be interrupted any more. Guarded by this. */
    private boolean over;

    /** Guarded by this. */
    private boolean interrupted;

    private GuardedWork() {}

    /**
     * Does the work on this thread and gives the hold back.
     *
     * @param hold what is held, seen as users see it
     * @throws HoldLostException if the hold was lost before the work ended; what it threw is the cause
     */
    public static <H extends LineHold, E extends Exception> void run(H hold, HeldWork<? super H, E> work) throws E {
        GuardedWork guard = new GuardedWork();
        try (hold) {
            hold.onLost(guard::interrupt);
            try {
                work.run(hold);
            } catch (Exception thrown) {
                if (guard.end(hold)) {
                    throw hold.lostException(thrown);
                }
                throw thrown;
            } catch (Error thrown) {
                guard.end(hold);
                throw thrown;
            }
            if (guard.end(hold)) {
                throw hold.lostException(null);
            }
        }
    }

    private synchronized void interrupt() {
        if (!over) {
            interrupted = true;
            worker.interrupt();
        }
    }

    /** True if the hold was lost. Our interrupt, if the work left it unnoticed, goes no further. */
    private synchronized boolean end(LineHold hold) {
        over = true;
        if (interrupted) {
            Thread.interrupted();
        }
        return interrupted || hold.isLost();
    }
}
