package io.fairlead.cli.server;

/** A command line that can't be read; the message is the one Go's flag package prints before the usage. */
final class ServerUsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ServerUsageException(String message) {
        super(message);
    }
}
