package io.fairlead.server.duty;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.LeaseCheckpointRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseCheckpointResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeRequest;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.exec.Loop;
import io.fairlead.server.exec.Mailbox;
import io.fairlead.server.lease.LeaseLife;
import io.fairlead.server.lease.LeaseStore;
import io.fairlead.server.storage.backend.AppliedMark;
import io.fairlead.server.storage.backend.Batch;
import io.fairlead.server.storage.backend.FileOwner;
import io.fairlead.server.storage.backend.MemoryBackend;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The leader's leases on a loop and a clock moved by hand. */
class LeaseDutyTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long TERM = 5;
    private static final Answer<MessageLite> DONE = Answer.ok(LeaseCheckpointResponse.getDefaultInstance());

    private final MemoryBackend backend = new MemoryBackend(new FileOwner(1, 2));
    private final LeaseStore store = new LeaseStore();
    private final Mailbox<DutyInput> mailbox = new Mailbox<>(DutyLoop.INPUTS_MAX);
    private final List<Proposal> proposals = new ArrayList<>();
    private final LeaseDuty duty = new LeaseDuty(store, SECOND, this::propose, mailbox);
    private final DutyLoop loop = new DutyLoop(mailbox, List.of(duty));
    private long nowNanos = 1_000 * SECOND;
    private long index;

    private record Proposal(
            long term, CommandKind kind, MessageLite request, CompletableFuture<Answer<MessageLite>> answer) {
        long revoked() {
            assertThat(kind).isEqualTo(CommandKind.LEASE_REVOKE);
            return ((LeaseRevokeRequest) request).getID();
        }
    }

    private CompletableFuture<Answer<MessageLite>> propose(long term, CommandKind kind, MessageLite request) {
        Proposal proposal = new Proposal(term, kind, request, new CompletableFuture<>());
        proposals.add(proposal);
        return proposal.answer();
    }

    @BeforeEach
    void begin() {
        store.onChange(duty);
        loop.attach(() -> {});
    }

    @Test
    void lease_thatRanOut_isRevokedUnderTheTerm() throws Exception {
        lead();
        grant(1, 3);
        assertThat(loop.deadlineNanos()).isEqualTo(nowNanos + 3 * SECOND);

        pass(3 * SECOND);

        assertThat(proposals).hasSize(1);
        assertThat(proposals.get(0).term()).isEqualTo(TERM);
        assertThat(proposals.get(0).revoked()).isEqualTo(1);
    }

    @Test
    void follower_leaseThatRanOut_isNotItsBusiness() throws Exception {
        grant(1, 3);
        pass(100 * SECOND);

        assertThat(proposals).isEmpty();
        assertThat(loop.deadlineNanos()).isEqualTo(Loop.NEVER);
        CompletableFuture<Answer<Long>> renewal = duty.renew(TERM, 1);
        turn();
        assertThat(renewal).isCompletedWithValue(Answer.refused(EtcdError.NOT_LEADER));
    }

    @Test
    void newLeader_leasesItFinds_getTheirWholeTimeAndTheGrace() throws Exception {
        grant(1, 3);
        pass(100 * SECOND);
        lead();

        pass(4 * SECOND - 1);
        assertThat(proposals).isEmpty();
        pass(1);
        assertThat(proposals).hasSize(1);
    }

    @Test
    void manyLeasesAtOnce_areRevokedAtABoundedRateAndFew() throws Exception {
        lead();
        for (int id = 1; id <= 350; id++) {
            grant(id, 3);
        }
        pass(3 * SECOND);
        assertThat(proposals).hasSize(LeaseExpiry.PENDING_MAX);

        pass(SECOND);
        assertThat(proposals).as("none is answered yet").hasSize(LeaseExpiry.PENDING_MAX);

        revokeAll();
        assertThat(proposals).hasSize(2 * LeaseExpiry.PENDING_MAX);
        revokeAll();
        assertThat(proposals).as("too early for more").hasSize(2 * LeaseExpiry.PENDING_MAX);
        assertThat(loop.deadlineNanos()).isEqualTo(nowNanos + LeaseExpiry.PENDING_MAX * LeaseExpiry.NANOS_PER_REVOKE);
        pass(LeaseExpiry.PENDING_MAX * LeaseExpiry.NANOS_PER_REVOKE);
        assertThat(proposals).hasSize(3 * LeaseExpiry.PENDING_MAX);
        assertThat(proposals.stream().map(Proposal::revoked)).doesNotHaveDuplicates();
    }

    @Test
    void revocation_refused_isTriedAgainLater() throws Exception {
        lead();
        grant(1, 3);
        pass(3 * SECOND);

        proposals.get(0).answer().complete(Answer.refused(EtcdError.TOO_MANY_REQUESTS));
        turn();
        assertThat(proposals).hasSize(1);
        pass(LeaseExpiry.RETRY_NANOS);

        assertThat(proposals).hasSize(2);
        assertThat(proposals.get(1).revoked()).isEqualTo(1);
    }

    @Test
    void renew_leaseThatIsBeingRevoked_hearsThatItIsGoneOnceItIs() throws Exception {
        lead();
        grant(1, 3);
        pass(3 * SECOND);
        CompletableFuture<Answer<Long>> renewal = duty.renew(TERM, 1);
        turn();
        assertThat(renewal).isNotDone();

        revokeAll();

        assertThat(renewal).isCompletedWithValue(Answer.refused(EtcdError.LEASE_NOT_FOUND));
    }

    @Test
    void renew_leaseThatIsBeingRevokedByALeaderNoMore_isForTheNextOne() throws Exception {
        lead();
        grant(1, 3);
        pass(3 * SECOND);
        CompletableFuture<Answer<Long>> renewal = duty.renew(TERM, 1);
        turn();

        loop.leads(0);
        turn();

        assertThat(renewal).isCompletedWithValue(Answer.refused(EtcdError.NOT_LEADER));
    }

    @Test
    void renew_confirmedInAnEarlierTerm_isRefused() throws Exception {
        lead();
        grant(1, 3);
        loop.leads(TERM + 1);
        turn();

        CompletableFuture<Answer<Long>> renewal = duty.renew(TERM, 1);
        turn();

        assertThat(renewal).isCompletedWithValue(Answer.refused(EtcdError.NOT_LEADER));
    }

    @Test
    void renew_leaseThatLives_getsItsWholeTime() throws Exception {
        lead();
        grant(1, 3);
        pass(2 * SECOND);

        CompletableFuture<Answer<Long>> renewal = duty.renew(TERM, 1);
        CompletableFuture<Answer<LeaseLife>> life = duty.life(TERM, 1);
        CompletableFuture<Answer<Long>> unknown = duty.renew(TERM, 99);
        turn();

        assertThat(renewal).isCompletedWithValue(Answer.ok(3L));
        assertThat(life).isCompletedWithValue(Answer.ok(new LeaseLife(3, 3, List.of())));
        assertThat(unknown).isCompletedWithValue(Answer.refused(EtcdError.LEASE_NOT_FOUND));
        pass(3 * SECOND - 1);
        assertThat(proposals).isEmpty();
    }

    @Test
    void longLease_unrenewed_isCheckpointedAndARenewalStrikesThatOut() throws Exception {
        lead();
        grant(1, 1000);
        pass(300 * SECOND);
        assertThat(proposals).hasSize(1);
        LeaseCheckpointRequest checkpoint =
                (LeaseCheckpointRequest) proposals.get(0).request();
        assertThat(checkpoint.getCheckpoints(0).getRemainingTTL()).isEqualTo(700);

        CompletableFuture<Answer<Long>> first = duty.renew(TERM, 1);
        CompletableFuture<Answer<Long>> second = duty.renew(TERM, 1);
        turn();
        assertThat(first).isNotDone();
        assertThat(proposals).as("one command for both").hasSize(2);
        LeaseCheckpointRequest struckOut =
                (LeaseCheckpointRequest) proposals.get(1).request();
        assertThat(struckOut.getCheckpoints(0).getRemainingTTL()).isZero();
        proposals.get(1).answer().complete(DONE);
        turn();

        assertThat(first).isCompletedWithValue(Answer.ok(1000L));
        assertThat(second).isCompletedWithValue(Answer.ok(1000L));
    }

    @Test
    void renew_checkpointCanNotBeStruckOut_isRefused() throws Exception {
        lead();
        grant(1, 1000);
        pass(300 * SECOND);
        CompletableFuture<Answer<Long>> renewal = duty.renew(TERM, 1);
        turn();

        proposals.get(1).answer().complete(Answer.refused(EtcdError.TIMEOUT));
        turn();

        assertThat(renewal).isCompletedWithValue(Answer.refused(EtcdError.TIMEOUT));
        CompletableFuture<Answer<Long>> again = duty.renew(TERM, 1);
        turn();
        assertThat(again).isNotDone();
        assertThat(proposals).as("struck out once more").hasSize(3);
    }

    @Test
    void replaced_stateOfAnotherMember_isCountedAnew() throws Exception {
        lead();
        grant(1, 3);
        store.load(new MemoryBackend(new FileOwner(1, 2)));
        turn();

        pass(100 * SECOND);

        assertThat(proposals).isEmpty();
    }

    @Test
    void detach_whoeverWaitsOrAsksLater_isAnswered() throws Exception {
        lead();
        grant(1, 3);
        pass(3 * SECOND);
        CompletableFuture<Answer<Long>> waiting = duty.renew(TERM, 1);
        turn();
        CompletableFuture<Answer<Long>> posted = duty.renew(TERM, 1);

        loop.detach();

        assertThat(waiting).isCompletedWithValue(Answer.refused(EtcdError.NOT_LEADER));
        assertThat(posted).isCompletedWithValue(Answer.refused(EtcdError.NOT_LEADER));
        assertThat(duty.renew(TERM, 1)).isCompletedWithValue(Answer.refused(EtcdError.STOPPED));
    }

    @Test
    void byEnd_severalLeases_comeInTheOrderOfTheirEnds() throws Exception {
        lead();
        grant(1, 30);
        grant(2, 20);

        CompletableFuture<Answer<List<Long>>> order = duty.byEnd(TERM);
        turn();

        assertThat(order).isCompletedWithValue(Answer.ok(List.of(2L, 1L)));
    }

    private void lead() {
        loop.leads(TERM);
        turn();
    }

    private void grant(long id, long seconds) throws IOException {
        change(batch -> assertThat(store.grant(id, seconds, batch)).isInstanceOf(Answer.Ok.class));
        turn();
    }

    /** The log carries out every revocation that was asked for and not answered. */
    private void revokeAll() throws IOException {
        for (Proposal proposal : List.copyOf(proposals)) {
            if (!proposal.answer().isDone()) {
                change(batch -> store.remove(proposal.revoked(), batch));
                proposal.answer().complete(DONE);
            }
        }
        turn();
    }

    private interface Change {
        void in(Batch batch);
    }

    private void change(Change change) throws IOException {
        Batch batch = backend.begin();
        change.in(batch);
        index++;
        backend.seal(batch, new AppliedMark(index, 1, Bytes.empty()));
        store.publish();
    }

    private void pass(long nanos) {
        nowNanos += nanos;
        turn();
    }

    private void turn() {
        while (loop.turn(nowNanos) > 0) {
            // Until it rests.
        }
    }
}
