package io.fairlead.server.apply;

import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.SnapshotMeta;
import java.util.List;
import java.util.function.Consumer;

/** Work for the apply loop, in the order of the log. */
public sealed interface ApplyTask {
    /** Committed entries to apply. */
    record Entries(List<Entry> entries) implements ApplyTask {
        public Entries {
            entries = List.copyOf(entries);
        }
    }

    /** Closes the file that the state is written to, so that it can be cleaned; {@code done} is called on the apply loop. */
    record CloseSegment(Runnable done) implements ApplyTask {}

    /** Something the loop waited for has happened. */
    record WakeUp() implements ApplyTask {}

    /** The state up to {@code meta} has been received and is to replace ours. */
    record Restore(SnapshotMeta meta) implements ApplyTask {}

    /** Somebody asks what only this loop can tell without a race; answered when everything before is published. */
    record Ask(Consumer<AppliedState> question) implements ApplyTask {}
}
