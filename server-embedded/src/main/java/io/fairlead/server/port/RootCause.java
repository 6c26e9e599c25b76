package io.fairlead.server.port;

/** What lies at the bottom of an exception, in its own words: what an operator can do something about. */
public final class RootCause {
    private RootCause() {}

    /** The innermost message, or the name of the innermost exception where that says nothing. */
    public static String message(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
