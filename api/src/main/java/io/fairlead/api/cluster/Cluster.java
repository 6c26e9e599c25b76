package io.fairlead.api.cluster;

import io.fairlead.api.Consistency;
import java.util.List;

/**
 * Who the members are, with blocking calls; {@link #async()} has the same without waiting.
 *
 * <p>Changes are made one at a time and never repeated after they may have reached the log: on outcome UNKNOWN look at
 * {@link #members()} first. Failures are {@link io.fairlead.api.FairleadException}s within the client's deadline.
 */
public interface Cluster {
    /** The members, linearizable. */
    default MemberList members() {
        return members(Consistency.LINEARIZABLE);
    }

    /** The members; SERIALIZABLE also answers while the cluster has no quorum. */
    MemberList members(Consistency consistency);

    /** Adds a voter that will be reached at these peer URLs. It must be started with the cluster state "existing". */
    MemberAdded add(List<String> peerUrls);

    /** Adds a learner, which follows the log without a vote until it is promoted. */
    MemberAdded addLearner(List<String> peerUrls);

    /** Removes a member. */
    MemberList remove(long memberId);

    /** Gives a member other peer URLs. */
    MemberList update(long memberId, List<String> peerUrls);

    /** Makes a learner a voter. Fails with LEARNER_NOT_READY until it has caught up. */
    MemberList promote(long memberId);

    /** The same contract without waiting. */
    AsyncCluster async();
}
