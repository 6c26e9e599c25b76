package io.fairlead.server.golden;

import com.google.gson.JsonObject;
import java.util.Optional;

/** A client of one member, in the notation of the recordings. A method is called {@code package.Service/Method}. */
public interface Transport extends AutoCloseable {
    /** Calls, and waits for the one answer: a message, or the end with its error. */
    Arrival call(String method, JsonObject request, Optional<String> token);

    /** Opens a call whose messages go one by one; any method, the unary ones too. */
    Conversation open(String method, Optional<String> token);

    /** Drops all open calls. */
    @Override
    void close();
}
