package io.fairlead.server.coordination;

import io.fairlead.api.error.Answer;
import java.util.concurrent.CompletableFuture;

/** A call that may wait for others for as long as they like. */
public interface Waiting<T> {
    /** Completes on the call's executor, or on a loop of the node. */
    CompletableFuture<Answer<T>> answer();

    /** The caller waits no longer: gives up its place in the line. Any thread; does nothing once it is answered. */
    void cancel();
}
