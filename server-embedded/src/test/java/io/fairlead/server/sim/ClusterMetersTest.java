package io.fairlead.server.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.command.Requester;
import io.fairlead.server.node.NodeMeters;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the members of a cluster count, in virtual time. */
class ClusterMetersTest {
    private static final long MILLI = 1_000_000;

    private final SimCluster cluster = threeMembers();

    private static SimCluster threeMembers() {
        for (long seed = 1; ; seed++) {
            FaultPlan plan = FaultPlan.draw(new SplittableRandom(seed));
            if (plan.members() == 3) {
                return new SimCluster(plan, new SplittableRandom(7));
            }
        }
    }

    private void run(long millis) {
        cluster.world().runUntil(cluster.world().nowNanos() + millis * MILLI);
    }

    private SimMember leader() {
        cluster.calmDown();
        cluster.members().forEach(SimMember::start);
        for (int i = 0; i < 100 && cluster.leader().isEmpty(); i++) {
            run(100);
        }
        run(2_000);
        return cluster.leader().orElseThrow();
    }

    private static NodeMeters meters(SimMember member) {
        return Objects.requireNonNull(member.meters());
    }

    @Test
    void put_isCountedByEveryMemberThatAppliesIt() {
        SimMember leader = leader();
        PutRequest request = PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("a"))
                .setValue(ByteString.copyFromUtf8("xyz"))
                .build();
        CompletableFuture<Answer<MessageLite>> put =
                Objects.requireNonNull(leader.node()).propose(CommandKind.PUT, request, Requester.MEMBER);
        run(2_000);
        assertThat(put).isDone();
        for (SimMember member : cluster.members()) {
            assertThat(meters(member).keys().puts().sum()).isEqualTo(1);
            assertThat(meters(member).keys().putBytes().sum()).isEqualTo(4);
            assertThat(meters(member).keys().alive().get()).isEqualTo(1);
            assertThat(meters(member).counts().leaderChanges()).isPositive();
            assertThat(meters(member).counts().proposalsPending()).isZero();
        }
    }

    @Test
    void leader_whoseLoopStoodStill_countsLateHeartbeats() {
        SimMember leader = leader();
        long before = meters(leader).counts().lateHeartbeats();
        leader.stall("raft", 500 * MILLI);
        run(1_000);
        assertThat(meters(leader).counts().lateHeartbeats()).isGreaterThan(before);
        for (SimMember member : cluster.members()) {
            if (member != leader) {
                assertThat(meters(member).counts().lateHeartbeats()).isZero();
            }
        }
    }
}
