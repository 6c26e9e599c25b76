package io.fairlead.server.command;

/** A log entry that this release can't carry out. The member stops: applying the rest without it would be wrong. */
public final class UnknownCommandException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public UnknownCommandException(String message) {
        super(message);
    }
}
