package io.fairlead.server.apply;

import io.fairlead.api.error.Answer;

/** Whom the apply loop tells. Called on the apply loop; must not block. */
public interface ApplyListener {
    /** The entry of request {@code requestId} is applied and visible. */
    void answer(long requestId, Answer<?> answer);

    /** The entry of request {@code requestId} is applied; the answer comes when a compaction is carried out. */
    void takesLonger(long requestId);

    /** What was applied has used up this member's quota. May be said again and again until the alarm is raised. */
    void spaceExhausted();

    /** A run of entries is applied and visible. */
    void applied(ApplyAck ack);
}
