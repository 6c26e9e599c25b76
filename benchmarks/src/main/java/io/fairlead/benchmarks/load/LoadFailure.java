package io.fairlead.benchmarks.load;

/** The cluster does not take the load at all: nobody answers, or what operations need could not be made ready. */
public final class LoadFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LoadFailure(String message) {
        super(message);
    }

    LoadFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
