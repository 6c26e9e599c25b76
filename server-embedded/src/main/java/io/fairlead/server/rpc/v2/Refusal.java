package io.fairlead.server.rpc.v2;

/** A request of the keys API that was refused. Only carries what the answer says. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final KeyError error;
    private final String cause;
    private final long index;

    Refusal(KeyError error, String cause, long index) {
        super(error.text() + ": " + cause, null, false, false);
        this.error = error;
        this.cause = cause;
        this.index = index;
    }

    KeyError error() {
        return error;
    }

    long index() {
        return index;
    }

    /** The body of the answer. */
    String json() {
        return "{\"errorCode\":" + error.code() + ",\"message\":" + GoJson.quote(error.text()) + ",\"cause\":"
                + GoJson.quote(cause) + ",\"index\":" + index + "}\n";
    }
}
