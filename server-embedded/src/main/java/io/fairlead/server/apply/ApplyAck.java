package io.fairlead.server.apply;

import io.fairlead.server.raft.model.ConfChange;
import java.util.List;

/**
 * What the apply loop tells the raft loop after a turn.
 *
 * @param appliedIndex the last entry that is in the sealed state
 * @param appliedTerm its term
 * @param confChanges the conf-change entries among those applied, in order
 * @param restored the state was replaced by a snapshot
 */
public record ApplyAck(long appliedIndex, long appliedTerm, List<Decided> confChanges, boolean restored) {
    public ApplyAck {
        confChanges = List.copyOf(confChanges);
    }

    /**
     * A conf change whose entry was applied.
     *
     * @param valid false if the membership refused it: then it changes nothing, on any member
     */
    public record Decided(ConfChange change, boolean valid) {}
}
