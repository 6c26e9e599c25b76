package io.fairlead.server.exec;

/** Runs loops. Production: a thread each. Simulator: turns drawn from a seed. */
public interface LoopHost {
    /**
     * Attaches {@code loop} and begins to give it turns.
     *
     * @param onFailure called once, on the loop's own thread, if a turn throws; the loop gets no further turn
     */
    Running start(Loop loop, FailureHandler onFailure);

    /** The monotonic and wall clock of this host. */
    Clock clock();

    /** A loop that has been started. */
    interface Running {
        /**
         * Ends the loop: the turn that is running, if any, is the last one, then {@link Loop#detach()} is called. Waits for
         * that, unless called from the loop itself. Calling it again does nothing.
         */
        void stop();
    }

    /** What to do about a loop that failed. */
    @FunctionalInterface
    interface FailureHandler {
        void failed(Loop loop, Throwable cause);
    }
}
