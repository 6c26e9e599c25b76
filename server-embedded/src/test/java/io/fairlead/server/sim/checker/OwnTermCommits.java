package io.fairlead.server.sim.checker;

import io.fairlead.server.raft.model.Message;

/**
 * A leader commits by counting only entries of its own term (section 5.4.2, figure 8): where it tells of a commit index that nobody
 * has known before, the entry there is of its term.
 */
public final class OwnTermCommits {
    private long known;

    /** A member knows that everything up to here is committed, told or not. */
    public void known(long commitIndex) {
        known = Math.max(known, commitIndex);
    }

    /** A message leaves its sender. */
    public void sent(Message message) {
        if (message instanceof Message.AppendRequest append && append.commit() > known) {
            long commit = append.commit();
            boolean tells = commit >= append.slice().previous().index()
                    && commit <= append.slice().last().index();
            if (tells && append.slice().termAt(commit) != append.term()) {
                throw new BrokenPromise("leader of term " + append.term() + " commits entry " + commit + " of term "
                        + append.slice().termAt(commit) + " by counting");
            }
            known(tells ? commit : known);
        }
    }
}
