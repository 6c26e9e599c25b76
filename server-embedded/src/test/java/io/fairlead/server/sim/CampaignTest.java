package io.fairlead.server.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantResponse;
import io.fairlead.api.pb.v3electionpb.CampaignRequest;
import io.fairlead.api.pb.v3electionpb.CampaignResponse;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.command.Requester;
import io.fairlead.server.coordination.ElectionOperations;
import io.fairlead.server.node.Node;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Candidates at a lone member, each of whose steps is made when the test says so. */
class CampaignTest {
    private static final long LIMIT = 30 * FaultPlan.SECOND;
    private static final ByteString SEAT = ByteString.copyFromUtf8("seat");

    private final SimCluster cluster = lone();
    private final Queue<Runnable> steps = new ArrayDeque<>();

    @Test
    void candidate_whosePlaceIsGoneBeforeItLooks_isNotToldThatItLeads() {
        start();
        CompletableFuture<Answer<CampaignResponse>> first = campaign(grant(), Runnable::run);
        await(first::isDone);
        CompletableFuture<Answer<CampaignResponse>> second = campaign(grant(), steps::add);
        makeStep();
        // It stands in line now, and before it can look for those before it everybody is gone, itself too.
        await(() -> !steps.isEmpty());
        var unused = delete();

        while (!second.isDone()) {
            makeStep();
        }
        assertThat(first.join()).isInstanceOf(Answer.Ok.class);
        assertThat(second.join()).isEqualTo(Answer.refused(EtcdError.ELECTION_NOT_LEADER));
    }

    private void makeStep() {
        await(() -> !steps.isEmpty());
        steps.remove().run();
    }

    private CompletableFuture<Answer<CampaignResponse>> campaign(long lease, Executor executor) {
        return new ElectionOperations(node())
                .campaign(
                        CampaignRequest.newBuilder()
                                .setName(SEAT)
                                .setLease(lease)
                                .build(),
                        Requester.NONE,
                        executor)
                .answer();
    }

    private long grant() {
        var granted = LeaseHolders.grant(node(), 600, Requester.NONE);
        await(granted::isDone);
        return ((LeaseGrantResponse) ((Answer.Ok<?>) granted.join()).value()).getID();
    }

    private Answer<?> delete() {
        var deleted = node().propose(
                        CommandKind.DELETE_RANGE,
                        DeleteRangeRequest.newBuilder()
                                .setKey(SEAT.concat(ByteString.copyFromUtf8("/")))
                                .setRangeEnd(SEAT.concat(ByteString.copyFromUtf8("0")))
                                .build(),
                        Requester.NONE);
        await(deleted::isDone);
        return deleted.join();
    }

    private void start() {
        cluster.members().forEach(SimMember::start);
        await(() -> cluster.leader().isPresent());
    }

    private void await(BooleanSupplier condition) {
        long deadline = cluster.world().nowNanos() + LIMIT;
        while (!condition.getAsBoolean()) {
            assertThat(cluster.world().step(deadline)).as("waited in vain").isTrue();
        }
    }

    private Node node() {
        return Objects.requireNonNull(cluster.members().get(0).node());
    }

    private static SimCluster lone() {
        SplittableRandom random = new SplittableRandom(1);
        return new SimCluster(FaultPlan.quiet(1, FaultPlan.draw(random).tuning()), random);
    }
}
