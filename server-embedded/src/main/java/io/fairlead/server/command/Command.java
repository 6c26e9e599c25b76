package io.fairlead.server.command;

import com.google.protobuf.MessageLite;

/**
 * A decoded log entry.
 *
 * @param requestId whom to answer: unique among the requests of all members
 * @param request the request message of {@code kind}
 * @param requester who asked, as the log has it
 */
public record Command(long requestId, CommandKind kind, MessageLite request, Requester requester) {
    /** The request as {@code type}; what {@code kind} promises, so a mismatch is our mistake. */
    public <T extends MessageLite> T as(Class<T> type) {
        return type.cast(request);
    }
}
