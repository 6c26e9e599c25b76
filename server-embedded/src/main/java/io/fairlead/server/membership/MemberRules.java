package io.fairlead.server.membership;

import io.fairlead.api.error.EtcdError;
import io.fairlead.server.raft.quorum.Majority;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * Which membership changes are allowed. Two sorts: <em>strict reconfiguration</em>, asked before a change is proposed, which
 * protects the quorum from a change it could not survive; and <em>validity</em>, asked again when the change is applied, which
 * every member answers alike because it looks at nothing but the applied membership.
 *
 * <p>Source: etcd's strict-reconfig-check; a member counts as connected when it has been for {@link #HEALTH_INTERVAL_NANOS}.
 */
public final class MemberRules {
    /** How long a member must have been connected before the membership may change: etcd's HealthInterval. */
    public static final long HEALTH_INTERVAL_NANOS = 5_000_000_000L;

    private static final long NOBODY = 0;

    private MemberRules() {}

    /**
     * May a member be added?
     *
     * @param connected has this id been connected for the health interval? True for the own id.
     */
    public static Optional<EtcdError> mayAdd(Membership now, boolean learner, LongPredicate connected) {
        if (!learner && !quorumSurvivesNewVoter(now.voters())) {
            return Optional.of(EtcdError.MEMBER_NOT_ENOUGH_STARTED);
        }
        boolean allConnected = now.voters().stream().allMatch(member -> connected.test(member.id()));
        return allConnected ? Optional.empty() : Optional.of(EtcdError.UNHEALTHY);
    }

    /** May the voter or learner {@code id} be removed? {@code reachable}: is connected at all now. */
    public static Optional<EtcdError> mayRemove(
            Membership now, long id, long ownId, LongPredicate connected, LongPredicate reachable) {
        Optional<Member> target = now.find(id);
        if (target.isEmpty() || target.get().learner()) {
            return Optional.empty();
        }
        if (!quorumSurvivesRemoval(now.voters(), id)) {
            return Optional.of(EtcdError.MEMBER_NOT_ENOUGH_STARTED);
        }
        if (id != ownId && !reachable.test(id)) {
            return Optional.empty(); // A member that is down takes nothing away from the quorum.
        }
        long active = now.voters().stream()
                .filter(member -> connected.test(member.id()))
                .count();
        int others = now.voters().size() - 1;
        return active - 1 < Majority.neededOf(others) ? Optional.of(EtcdError.UNHEALTHY) : Optional.empty();
    }

    /**
     * May the learner become a voter, as far as the membership is concerned? Whether it has caught up only the leader knows.
     *
     * @param strict also ask whether the quorum survives it
     */
    public static Optional<EtcdError> mayPromote(Membership now, long id, boolean strict) {
        Optional<Member> target = now.find(id);
        if (target.isEmpty()) {
            return Optional.of(EtcdError.MEMBER_NOT_FOUND);
        }
        if (!target.get().learner()) {
            return Optional.of(EtcdError.MEMBER_NOT_LEARNER);
        }
        int votersAfter = now.voters().size() + 1;
        long started = 1 + now.voters().stream().filter(Member::started).count();
        return started < Majority.neededOf(votersAfter)
                ? Optional.of(EtcdError.MEMBER_NOT_ENOUGH_STARTED)
                : Optional.empty();
    }

    /** Is adding {@code member} valid on this membership? */
    public static Optional<EtcdError> validAddition(Membership now, Member member, int learnersMax) {
        // URLs first: the same ones added twice within a second have the same id, and the URLs are what the caller can
        // mend.
        if (usesPeerUrl(now, member.peerUrls(), NOBODY)) {
            return Optional.of(EtcdError.PEER_URL_EXISTS);
        }
        if (now.wasRemoved(member.id()) || now.find(member.id()).isPresent()) {
            return Optional.of(EtcdError.MEMBER_EXISTS);
        }
        if (member.learner() && now.learners().size() >= learnersMax) {
            return Optional.of(EtcdError.TOO_MANY_LEARNERS);
        }
        return Optional.empty();
    }

    public static Optional<EtcdError> validUpdate(Membership now, Member member) {
        if (now.find(member.id()).isEmpty()) {
            return Optional.of(EtcdError.MEMBER_NOT_FOUND);
        }
        return usesPeerUrl(now, member.peerUrls(), member.id())
                ? Optional.of(EtcdError.PEER_URL_EXISTS)
                : Optional.empty();
    }

    /** A cluster never loses its last voter, not even without the strict check: nobody could take a change after it. */
    public static Optional<EtcdError> validRemoval(Membership now, long id) {
        Optional<Member> target = now.find(id);
        if (target.isEmpty()) {
            return Optional.of(EtcdError.MEMBER_NOT_FOUND);
        }
        boolean isLastVoter = !target.get().learner() && now.voters().size() == 1;
        return isLastVoter ? Optional.of(EtcdError.MEMBER_NOT_ENOUGH_STARTED) : Optional.empty();
    }

    private static boolean usesPeerUrl(Membership now, List<String> urls, long exceptId) {
        return now.all().stream()
                .filter(member -> member.id() != exceptId)
                .anyMatch(member -> member.peerUrls().stream().anyMatch(urls::contains));
    }

    /** The new voter has not started, so the others must be a quorum of the larger cluster; one member may always grow. */
    private static boolean quorumSurvivesNewVoter(List<Member> voters) {
        long started = voters.stream().filter(Member::started).count();
        int votersAfter = voters.size() + 1;
        if (started == 1 && votersAfter == 2) {
            return true;
        }
        return started >= Majority.neededOf(votersAfter);
    }

    private static boolean quorumSurvivesRemoval(List<Member> voters, long id) {
        long startedOthers = voters.stream()
                .filter(member -> member.id() != id && member.started())
                .count();
        int votersAfter = voters.size() - 1;
        return startedOthers >= Majority.neededOf(votersAfter);
    }
}
