package io.fairlead.server.sim;

/** A run that broke a promise, with all that is needed to see it break again. */
public final class SimulationFailure extends AssertionError {
    private static final long serialVersionUID = 1L;

    SimulationFailure(long seed, Journal journal, Throwable cause) {
        super(
                "seed " + seed + ": " + cause + "\nrun it again: tools/simulate " + seed + "\nlast lines of "
                        + journal.count() + ":\n" + String.join("\n", journal.lastLines()),
                cause);
    }
}
