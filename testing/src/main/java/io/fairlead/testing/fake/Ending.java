package io.fairlead.testing.fake;

import io.fairlead.api.error.EtcdError;

/**
 * How an exchange ends.
 *
 * @param kind in which way
 * @param code of gRPC for {@link Kind#STATUS}, of HTTP/2 for {@link Kind#RESET}, else 0
 * @param text the message of the status
 */
public record Ending(Kind kind, int code, String text) {
    /** In which way an exchange ends. */
    public enum Kind {
        /** With a status of gRPC in the trailers. */
        STATUS,

        /** The stream is reset. */
        RESET,

        /** Half of a message, then a reset. */
        HALF_MESSAGE,

        /** The TCP connection is gone, with all its streams. */
        CUT,

        /** The server says that it goes away, then closes the connection. */
        GO_AWAY,

        /** Nothing is read or sent any more, and nothing ends. */
        SILENCE
    }

    private static final int HTTP2_NO_ERROR = 0;
    private static final int HTTP2_INTERNAL = 2;
    private static final int HTTP2_REFUSED_STREAM = 7;
    private static final int HTTP2_CANCEL = 8;

    /** Status OK, as a server that shuts down in good order, or a proxy, ends a stream. */
    public static Ending ok() {
        return status(0, "");
    }

    /** A status of gRPC. */
    public static Ending status(int code, String text) {
        return new Ending(Kind.STATUS, code, text);
    }

    /** A condition of etcd's catalogue. */
    public static Ending refusal(EtcdError error) {
        return status(error.code().value(), error.text());
    }

    /** UNAVAILABLE in words that no catalogue has. */
    public static Ending unavailable() {
        return status(14, "the server is going down");
    }

    /** INTERNAL in words that no catalogue has. */
    public static Ending internal() {
        return status(13, "something broke");
    }

    /** UNKNOWN in words that no catalogue has. */
    public static Ending unknown() {
        return status(2, "something nobody foresaw");
    }

    /** The stream is reset with CANCEL. */
    public static Ending reset() {
        return new Ending(Kind.RESET, HTTP2_CANCEL, "");
    }

    /** The stream is reset with INTERNAL_ERROR. */
    public static Ending resetInternal() {
        return new Ending(Kind.RESET, HTTP2_INTERNAL, "");
    }

    /** The stream is reset with NO_ERROR, without trailers. */
    public static Ending resetNoError() {
        return new Ending(Kind.RESET, HTTP2_NO_ERROR, "");
    }

    /** The stream is reset with REFUSED_STREAM: the promise of HTTP/2 that nothing was done. */
    public static Ending refusedStream() {
        return new Ending(Kind.RESET, HTTP2_REFUSED_STREAM, "");
    }

    /** Half of a message, then a reset. */
    public static Ending halfMessage() {
        return new Ending(Kind.HALF_MESSAGE, HTTP2_INTERNAL, "");
    }

    /** The connection is gone. */
    public static Ending cut() {
        return new Ending(Kind.CUT, 0, "");
    }

    /** GOAWAY, then the connection is gone. */
    public static Ending goAway() {
        return new Ending(Kind.GO_AWAY, 0, "");
    }

    /** Nothing is said any more. */
    public static Ending silence() {
        return new Ending(Kind.SILENCE, 0, "");
    }

    @Override
    public String toString() {
        return switch (kind) {
            case STATUS -> code == 0 ? "status OK" : "status " + code + " '" + text + "'";
            case RESET -> "reset " + code;
            case HALF_MESSAGE -> "half a message";
            case CUT -> "cut";
            case GO_AWAY -> "goaway";
            case SILENCE -> "silence";
        };
    }
}
