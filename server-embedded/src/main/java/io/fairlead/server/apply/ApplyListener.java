package io.fairlead.server.apply;

import io.fairlead.api.error.Answer;

/** Whom the apply loop tells. Called on the apply loop; must not block. */
public interface ApplyListener {
    /** The entry of request {@code requestId} is applied and visible. */
    void answer(long requestId, Answer<?> answer);

    /** A run of entries is applied and visible. */
    void applied(ApplyAck ack);
}
