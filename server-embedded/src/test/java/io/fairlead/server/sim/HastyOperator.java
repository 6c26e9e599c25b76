package io.fairlead.server.sim;

import io.fairlead.server.membership.Member;
import io.fairlead.server.node.Node;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** An operator who asks for several changes of the membership at once. None of them changes who is a member. */
final class HastyOperator implements Trouble {
    private final SimCluster cluster;
    private final SplittableRandom random;
    private final long nanosMean;

    HastyOperator(SimCluster cluster, SplittableRandom random) {
        this.cluster = cluster;
        this.random = random;
        this.nanosMean = Ambushes.nanosMean(random);
    }

    @Override
    public long nanosMean() {
        return nanosMean;
    }

    @Override
    public void strike() {
        Optional<SimMember> leader = cluster.leader();
        Node node = leader.map(SimMember::node).orElse(null);
        if (node == null || node.members().isEmpty()) {
            return;
        }
        List<Member> known = node.members();
        cluster.tally().happened(Fault.CHANGES_AT_ONCE);
        cluster.journal()
                .note(
                        "operator",
                        "wants several changes at once of " + leader.get().name());
        for (int i = 0; i < 3; i++) {
            Member member = known.get(random.nextInt(known.size()));
            leader.get().run(() -> {
                var unused = node.updateMember(member.id(), member.peerUrls());
            });
        }
    }
}
