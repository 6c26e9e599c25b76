package io.fairlead.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fairlead.api.Attempt;
import io.fairlead.api.DeadlineExceededException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.RefusedException;
import io.fairlead.api.UnavailableException;
import io.fairlead.api.UnexpectedStatusException;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.Op;
import io.fairlead.api.maintenance.EndpointHealth;
import io.fairlead.api.pb.etcdserverpb.Member;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the client does with members that refuse, die, hang or are not there. The first call goes to the first member. */
class FailoverTest {
    /** Long: no test below waits for it. */
    private static final Duration PATIENT = Duration.ofSeconds(30);

    /** Short: the tests that use it wait for it. */
    private static final Duration HASTY = Duration.ofMillis(600);

    /** Nobody listens there: it is below the ports one can get, and reserved. */
    private static final String NOBODY = "http://127.0.0.1:1";

    private final List<AutoCloseable> toClose = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // set before each
    private FakeMember first;

    @SuppressWarnings("NullAway.Init") // set before each
    private FakeMember second;

    @BeforeEach
    void start() throws IOException {
        first = member(1);
        second = member(2);
    }

    @AfterEach
    void stop() throws Exception {
        for (int i = toClose.size() - 1; i >= 0; i--) {
            toClose.get(i).close();
        }
    }

    private FakeMember member(long id) throws IOException {
        FakeMember member = FakeMember.onLoopback(id);
        toClose.add(member::stop);
        return member;
    }

    private FairleadClient client(Duration deadline, String... endpoints) {
        FairleadClient client =
                FairleadClient.builder().endpoints(endpoints).deadline(deadline).build();
        toClose.add(client);
        return client;
    }

    private FairleadClient both(Duration deadline) {
        return client(deadline, first.endpoint(), second.endpoint());
    }

    private static FairleadException failureOf(Runnable call) {
        FairleadException failure = catchThrowableOfType(FairleadException.class, call::run);
        assertThat(failure).isNotNull();
        return failure;
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_LEADER", "TOO_MANY_REQUESTS", "PROPOSAL_DROPPED", "NOT_SUPPORTED_FOR_LEARNER"})
    void write_refusedBeforeProposal_isMadeElsewhere(EtcdError error) {
        first.refuse(error);
        assertThat(both(PATIENT).kv().put("k", "v").header().memberId()).isEqualTo(2);
        assertThat(first.calls).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"TIMEOUT", "TIMEOUT_LEADER_FAILED", "TIMEOUT_CONNECTION_LOST", "STOPPED", "LEADER_CHANGED"})
    void write_mayHaveBeenProposed_failsWithUnknownOutcome(EtcdError error) {
        first.refuse(error);
        FairleadException failure = failureOf(() -> both(PATIENT).kv().put("k", "v"));
        assertThat(failure).isInstanceOf(RefusedException.class).hasMessage(error.text());
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(second.calls).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource(names = {"TIMEOUT", "STOPPED", "LEADER_CHANGED", "NO_LEADER"})
    void read_memberCannotServe_isMadeElsewhere(EtcdError error) {
        first.refuse(error);
        assertThat(both(PATIENT).kv().get(KeyRange.all()).header().memberId()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"EMPTY_KEY", "COMPACTED", "NO_SPACE", "PERMISSION_DENIED"})
    void call_requestIsWrong_failsAtOnce(EtcdError error) {
        first.refuse(error).refuse(error);
        second.refuse(error);
        FairleadClient client = client(PATIENT, first.endpoint());
        FairleadException write = failureOf(() -> client.kv().put("k", "v"));
        assertThat(write.error()).contains(error);
        assertThat(write.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        FairleadException read = failureOf(() -> client.kv().get("k"));
        assertThat(read.error()).contains(error);
        assertThat(second.calls).hasValue(0);
    }

    @Test
    void write_connectionLostAfterSending_failsWithUnknownOutcome() {
        first.die();
        FairleadException failure = failureOf(() -> both(PATIENT).kv().put("k", "v"));
        assertThat(failure).isInstanceOf(UnavailableException.class).hasMessageStartingWith("rpc error: code = ");
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(second.calls).hasValue(0);
    }

    @Test
    void read_connectionLostAfterSending_isMadeElsewhere() {
        first.die();
        assertThat(both(PATIENT).kv().get(KeyRange.all()).header().memberId()).isEqualTo(2);
    }

    @Test
    void txn_readOnlyAndConnectionLost_isMadeElsewhereAsReads() throws IOException {
        first.die();
        // The fakes serve no transactions: what counts is that the second one was asked.
        FairleadException failure =
                failureOf(() -> both(PATIENT).kv().txn().then(Op.get("k")).commit());
        assertThat(failure).isInstanceOf(UnexpectedStatusException.class);
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    @Test
    void write_memberNotThere_isMadeElsewhere() {
        FairleadClient client = client(PATIENT, NOBODY, second.endpoint());
        assertThat(client.kv().put("k", "v").header().memberId()).isEqualTo(2);
        assertThat(client.kv().put("k", "v").header().memberId()).isEqualTo(2);
        assertThat(second.calls).hasValue(2);
    }

    @Test
    void read_memberAcceptsAndHangs_isMadeElsewhereWithinDeadline() {
        first.hang();
        assertThat(both(HASTY).kv().get(KeyRange.all()).header().memberId()).isEqualTo(2);
    }

    @Test
    void calls_afterOneHung_avoidThatMember() {
        first.hang();
        FairleadClient client = both(HASTY);
        client.kv().get(KeyRange.all());
        // By turns it would be the second, then the first.
        assertThat(client.kv().put("k", "v").header().memberId()).isEqualTo(2);
        assertThat(first.calls).hasValue(1);
    }

    @Test
    void write_memberAcceptsAndHangs_failsAtDeadlineWithUnknownOutcome() {
        first.hang();
        FairleadException failure = failureOf(() -> both(HASTY).kv().put("k", "v"));
        assertThat(failure).isInstanceOf(DeadlineExceededException.class).hasMessage("context deadline exceeded");
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure.attempts()).extracting(Attempt::endpoint).containsExactly(first.endpoint());
        assertThat(second.calls).hasValue(0);
    }

    @Test
    void write_nobodyThere_failsAtDeadlineNotApplied() {
        FairleadClient client = client(HASTY, NOBODY, "http://127.0.0.1:2");
        FairleadException failure = failureOf(() -> client.kv().put("k", "v"));
        assertThat(failure).isInstanceOf(DeadlineExceededException.class).hasMessage("context deadline exceeded");
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure.attempts()).extracting(Attempt::endpoint).contains(NOBODY, "http://127.0.0.1:2");
        assertThat(failure.attempts().get(0).detail()).contains("Connection refused");
    }

    @Test
    void write_hostHasNoAddress_failsAtDeadlineNotApplied() {
        FairleadClient client = client(HASTY, "http://no-such-host.invalid:2379");
        FairleadException failure = failureOf(() -> client.kv().put("k", "v"));
        assertThat(failure).isInstanceOf(DeadlineExceededException.class);
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    @Test
    void call_everyMemberIsLearner_failsOnceAllWereAsked() {
        first.refuse(EtcdError.NOT_SUPPORTED_FOR_LEARNER);
        second.refuse(EtcdError.NOT_SUPPORTED_FOR_LEARNER);
        FairleadException failure = failureOf(() -> both(PATIENT).kv().put("k", "v"));
        assertThat(failure).hasMessage("etcdserver: rpc not supported for learner");
        assertThat(failure.attempts()).hasSize(2);
    }

    @Test
    void write_noLeaderUntilDeadline_failsWithThatCondition() {
        for (int i = 0; i < 1_000; i++) {
            first.refuse(EtcdError.NO_LEADER);
        }
        FairleadException failure = failureOf(
                () -> client(Duration.ofSeconds(2), first.endpoint()).kv().put("k", "v"));
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure.attempts()).hasSizeGreaterThan(1);
        assertThat(failure.error()).contains(EtcdError.NO_LEADER);
    }

    @Test
    void call_statusOutsideTheCatalogue_isWordedAsEtcdsToolsDo() {
        first.refuse(Status.RESOURCE_EXHAUSTED.withDescription("grpc: received message larger than max (9 vs. 8)"));
        FairleadException failure = failureOf(() -> both(PATIENT).kv().put("k", "v"));
        assertThat(failure)
                .isInstanceOf(UnexpectedStatusException.class)
                .hasMessage("rpc error: code = ResourceExhausted desc = "
                        + "grpc: received message larger than max (9 vs. 8)");
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void read_memberBrokenTwiceAndNoOther_failsWithItsStatus() {
        Status broken = Status.INTERNAL.withDescription("broken");
        first.refuse(broken).refuse(broken);
        FairleadException failure =
                failureOf(() -> client(PATIENT, first.endpoint()).kv().get("k"));
        assertThat(failure).hasMessage("rpc error: code = Internal desc = broken");
        assertThat(failure.attempts()).hasSize(2);
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    @Test
    void member_thatComesBack_isFoundAgainWithinTheCall() throws IOException, InterruptedException {
        for (int i = 0; i < 3; i++) {
            first.refuse(EtcdError.NO_LEADER);
        }
        assertThat(client(PATIENT, first.endpoint()).kv().put("k", "v").header().memberId())
                .isEqualTo(1);
        assertThat(first.calls).hasValue(4);
    }

    @Test
    void status_ofNamedEndpoint_asksThatMemberAlone() {
        FairleadClient client = both(PATIENT);
        assertThat(client.maintenance().status(second.endpoint()).header().memberId())
                .isEqualTo(2);
        assertThat(client.maintenance().status(second.endpoint()).header().memberId())
                .isEqualTo(2);
        assertThat(first.calls).hasValue(0);
    }

    @Test
    void health_memberNotThere_tellsSoInsteadOfThrowing() {
        EndpointHealth health = both(HASTY).maintenance().health(NOBODY);
        assertThat(health.isHealthy()).isFalse();
        assertThat(health.failure().orElseThrow()).hasMessage("context deadline exceeded");
    }

    @Test
    void moveLeader_leaderIsSecond_isAskedThere() {
        first.leader = 2;
        second.leader = 2;
        assertThat(both(PATIENT).maintenance().moveLeader(1).memberId()).isEqualTo(2);
    }

    @Test
    void moveLeader_leaderOutsideEndpoints_failsWithNoLeader() {
        first.leader = 3;
        second.leader = 3;
        FairleadException failure = failureOf(() -> both(PATIENT).maintenance().moveLeader(1));
        assertThat(failure).hasMessage("etcdserver: no leader");
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    @Test
    void moveLeader_oneMemberNotThere_stillFindsLeader() {
        FairleadClient client = client(PATIENT, NOBODY, second.endpoint());
        assertThat(client.maintenance().moveLeader(1).memberId()).isEqualTo(2);
    }

    @Test
    void syncEndpoints_membersKnown_takesStartedVoters() {
        first.members = List.of(
                Member.newBuilder()
                        .setID(1)
                        .setName("one")
                        .addClientURLs(first.endpoint())
                        .build(),
                Member.newBuilder()
                        .setID(2)
                        .setName("two")
                        .addClientURLs(second.endpoint())
                        .build(),
                Member.newBuilder().setID(3).addClientURLs("http://127.0.0.1:3").build(),
                Member.newBuilder()
                        .setID(4)
                        .setName("learner")
                        .setIsLearner(true)
                        .addClientURLs("http://127.0.0.1:4")
                        .build());
        FairleadClient client = client(PATIENT, first.endpoint());
        assertThat(client.syncEndpoints()).containsExactly(first.endpoint(), second.endpoint());
        assertThat(client.endpoints()).hasSize(2);
    }

    @Test
    void syncEndpoints_noMemberUsable_keepsOldList() {
        assertThat(client(PATIENT, first.endpoint()).syncEndpoints()).containsExactly(first.endpoint());
    }
}
