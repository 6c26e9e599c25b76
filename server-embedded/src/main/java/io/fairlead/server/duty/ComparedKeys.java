package io.fairlead.server.duty;

import io.fairlead.api.error.Answer;
import io.fairlead.server.mvcc.HashReport;
import io.fairlead.server.mvcc.KvHash;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The keys of all members, as far as they can be compared from here. Any thread; futures complete on any thread. */
public interface ComparedKeys {
    long selfId();

    /** The other members, learners among them, as this one has applied them. */
    List<Long> others();

    /** This member's newest published revision. */
    long revision();

    /** This member's own hash at a revision, 0 for the newest. Reads every key. */
    CompletableFuture<Answer<HashReport>> ownReport(long revision);

    /** The same of another member; refused where it can't be reached. */
    CompletableFuture<Answer<HashReport>> report(long memberId, long revision);

    /** The hashes that compactions of this process found, of the newest revision first. */
    List<KvHash> compactionHashes();

    /**
     * Waits until this member has applied all that was committed when the call was made.
     *
     * @return the index up to which that is, or a refusal where no quorum confirmed it
     */
    CompletableFuture<Answer<Long>> barrier();

    /** Whether the alarm that {@code memberId}'s keys are corrupt is raised; 0 for the one that names nobody. */
    boolean isAlarmed(long memberId);

    /** Says in the member's log that keys differ. */
    void tell(HashVote vote);
}
