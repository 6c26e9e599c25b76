package io.fairlead.server.check;

/**
 * How much a component checks of itself beyond the cheap invariants. Given to a component when it is built, never read
 * from a global: production builds with {@link #CHEAP}, tests and the simulator with {@link #DEAR}.
 */
public enum Scrutiny {
    /** Only checks whose cost does not grow with the data. */
    CHEAP,
    /** Also walks of whole logs and indexes after every step. */
    DEAR;

    public boolean isDear() {
        return this == DEAR;
    }
}
