package io.fairlead.server.apply;

import io.fairlead.api.error.Answer;
import io.fairlead.server.command.CommandKind;

/** Whom the apply loop tells. Called on the apply loop; must not block. */
public interface ApplyListener {
    /** The entry of request {@code requestId} is applied and visible. */
    void answer(long requestId, Answer<?> answer);

    /** The entry of request {@code requestId} is applied; the answer comes when a compaction is carried out. */
    void takesLonger(long requestId);

    /**
     * A command was carried out, or refused, and is not visible yet.
     *
     * @param nanos how long that took
     */
    default void carriedOut(CommandKind kind, boolean done, long nanos) {}

    /** What was applied has used up this member's quota. May be said again and again until the alarm is raised. */
    void spaceExhausted();

    /** A run of entries is applied and visible. */
    void applied(ApplyAck ack);
}
