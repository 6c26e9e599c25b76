package io.fairlead.server.rpc.gateway;

/** A body that is not the message it should be; the text goes to the client. */
final class BadJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    BadJsonException(String message) {
        super(message);
    }
}
