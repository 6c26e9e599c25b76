package io.fairlead.testing.fake;

import com.google.protobuf.MessageLite;

/**
 * One message that a client sent.
 *
 * @param member the index of the member that got it
 * @param stream which call it came on, counted over all members
 * @param method the name of the call, such as {@code Put}
 * @param message what was sent
 * @param token the token it came with; empty if none
 * @param requiresLeader whether the call says that it requires a leader
 * @param nanos when it came, on the monotonic clock
 */
public record Received(
        int member,
        long stream,
        String method,
        MessageLite message,
        String token,
        boolean requiresLeader,
        long nanos) {}
