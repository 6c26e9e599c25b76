package io.fairlead.server.http;

import io.fairlead.api.Bytes;
import java.util.Map;
import java.util.concurrent.Executor;

/** What a {@link StreamPage} says to its client. For the event loop of the connection only. */
public interface StreamReply {
    /** Runs what it is given on the connection's event loop. */
    Executor executor();

    /** Asks for the next part of the body. */
    void readMore();

    /** Begins the reply; parts follow. Once, and not after {@link #answer}. */
    void start(int status, String contentType, Map<String, String> headers);

    /** Sends a part. The caller keeps to {@link #isReady()}; what is written beyond it is held in memory. */
    void write(Bytes part);

    /** May more be written? If not, the listener is told once it may. */
    boolean isReady();

    /** Ends the reply. If the body has not come in to its end, the connection is closed: what follows can't be told apart. */
    void end();

    /** Replies in one piece instead of {@link #start} and what follows. */
    void answer(PageAnswer whole);
}
