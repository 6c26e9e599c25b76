package io.fairlead.server.storage.wal;

import io.fairlead.server.raft.model.HardState;
import java.util.Optional;

/** Puts together what the log and the file beside it say of term and vote. */
final class Votes {
    private Votes() {}

    /** Whether the file knows of something that the log has lost: the log is always forced first. */
    static boolean isAhead(VoteFile.Content vote, HardState log) {
        return vote.term() > log.term() || (vote.term() == log.term() && vote.vote() != 0 && log.vote() == 0);
    }

    /** Whether one of them is another member's, or of another time. */
    static boolean contradict(VoteFile.Content vote, HardState log) {
        return vote.term() == log.term() && vote.vote() != 0 && log.vote() != 0 && vote.vote() != log.vote();
    }

    /** The later of the two, with the log's commit index. */
    static HardState newer(HardState log, Optional<VoteFile.Content> vote) {
        return vote.isPresent() && isAhead(vote.get(), log)
                ? new HardState(vote.get().term(), vote.get().vote(), log.commit())
                : log;
    }
}
