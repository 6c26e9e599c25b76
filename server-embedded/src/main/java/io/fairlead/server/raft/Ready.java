package io.fairlead.server.raft;

import io.fairlead.server.raft.model.Message;
import java.util.List;
import java.util.Optional;

/**
 * What the core asks of its node in one turn. Everything in it is handed out once; the node owes the core one {@link
 * RaftCore#onPersisted} for {@code persist} and {@link RaftCore#onApplied} for {@code apply}, in any later turn.
 *
 * @param messages may leave at once, in order. An {@code InstallSnapshot} among them names the least that the snapshot must
 *     cover; the node sends the meta of the state it really sends
 * @param persist to the disk, if there is something
 * @param apply to the state machine, if there is something
 * @param readStates reads that are confirmed
 * @param softState the role and leader, if they changed
 * @param events facts to log and count
 */
public record Ready(
        List<Message> messages,
        Optional<PersistBatch> persist,
        Optional<ApplyBatch> apply,
        List<ReadState> readStates,
        Optional<SoftState> softState,
        List<RaftEvent> events) {
    public Ready {
        messages = List.copyOf(messages);
        readStates = List.copyOf(readStates);
        events = List.copyOf(events);
    }
}
