package io.fairlead.server.sim.checker;

/** Something that must never happen has happened. An error, so that nothing under test catches it. */
public final class BrokenPromise extends AssertionError {
    private static final long serialVersionUID = 1L;

    public BrokenPromise(String what) {
        super(what);
    }
}
