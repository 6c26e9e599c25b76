package io.fairlead.server.duty;

import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.server.command.CommandKind;
import java.util.concurrent.CompletableFuture;

/** How a duty gets commands into the log. Safe from any thread. */
@FunctionalInterface
public interface LeaderProposals {
    /**
     * Offers a command to the log if this member leads in {@code term}; else refused as NOT_LEADER, and nothing was proposed. Those
     * of one caller are appended in the order of the calls, unless refused.
     *
     * @return completes on a loop of the member
     */
    CompletableFuture<Answer<MessageLite>> propose(long term, CommandKind kind, MessageLite request);
}
