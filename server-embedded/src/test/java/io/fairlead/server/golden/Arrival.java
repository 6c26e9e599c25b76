package io.fairlead.server.golden;

import com.google.gson.JsonObject;

/** What comes from the server: a message, or the end of the call. */
public sealed interface Arrival {
    /** A message in the notation of the recordings: proto3 JSON with the original field names, defaults left out. */
    record Message(JsonObject json) implements Arrival {}

    /**
     * The end of the call.
     *
     * @param code the gRPC status code; 0 is a good end
     * @param message the error's text, empty after a good end
     */
    record End(int code, String message) implements Arrival {}
}
