package io.fairlead.server.golden;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Optional;

/** An open call whose messages are sent and received one by one. */
public interface Conversation {
    /** Sends a message; where the method takes only one, also closes the request side. */
    void send(JsonObject request);

    /** Says that no more will be sent. */
    void halfClose();

    /** The next message or the end; empty if neither comes in time. The end is told again and again. */
    Optional<Arrival> next(Duration patience);

    /** Leaves the call. Does nothing if it has ended. */
    void cancel();
}
