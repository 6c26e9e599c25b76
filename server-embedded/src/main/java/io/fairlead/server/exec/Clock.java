package io.fairlead.server.exec;

/** Where time comes from. Everything that measures a distance in time uses {@link #nanos()}. */
public interface Clock {
    /** Monotonic nanoseconds from an arbitrary origin; never goes back, not moved by the wall clock. */
    long nanos();

    /** Wall-clock milliseconds since 1970 UTC, for logs, member ids and the end of signed tokens; may jump either way. */
    long wallMillis();
}
