package io.fairlead.client.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fairlead.api.FairleadException;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.lease.KeptLease;
import io.fairlead.api.lease.Lease;
import io.fairlead.api.lease.LeaseState;
import io.fairlead.client.call.Caller;
import io.fairlead.client.endpoint.Endpoints;
import io.fairlead.client.lease.FakeLessor.Turn;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Grants and revocations whose answers are lost, against a member that does as the test says. Ids are drawn from 101 on. */
@Timeout(60)
class GrantingTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final AtomicLong ids = new AtomicLong(100);

    @SuppressWarnings("NullAway.Init") // set before each
    private FakeLessor member;

    @SuppressWarnings("NullAway.Init") // set before each
    private Endpoints endpoints;

    @SuppressWarnings("NullAway.Init") // set before each
    private KeepAlives keepAlives;

    @SuppressWarnings("NullAway.Init") // set before each
    private RemoteLeases leases;

    @BeforeEach
    void start() throws IOException {
        member = new FakeLessor();
        endpoints = TestCaller.endpoints(System::nanoTime, member);
        Caller caller = TestCaller.of(endpoints, timer, Duration.ofSeconds(30));
        keepAlives = new KeepAlives(caller, Runnable::run, System::nanoTime, () -> 0);
        leases = new RemoteLeases(caller, keepAlives, ids::incrementAndGet);
    }

    @AfterEach
    void stop() {
        keepAlives.close().join();
        endpoints.close();
        member.stop();
        timer.shutdownNow();
    }

    private static FairleadException failure(Runnable call) {
        FairleadException failure = catchThrowableOfType(FairleadException.class, call::run);
        assertThat(failure).isNotNull();
        return failure;
    }

    @Test
    void grant_answerLost_isFoundAgainAndLeavesOneLease() {
        member.turns.add(Turn.LOSE_ANSWER);
        Lease lease = leases.grant(MINUTE);
        assertThat(lease.id()).isEqualTo(101);
        assertThat(lease.ttl()).isEqualTo(MINUTE);
        assertThat(lease.header().revision()).isEqualTo(5);
        assertThat(member.leases).containsOnlyKeys(101L);
        assertThat(member.notes).containsExactly("grant 101", "grant 101", "ttl 101");
    }

    @Test
    void grant_idTaken_drawsAnother() {
        member.turns.add(Turn.REFUSE_AS_EXISTING);
        assertThat(leases.grant(MINUTE).id()).isEqualTo(102);
        assertThat(member.notes).containsExactly("grant 101", "grant 102");
    }

    @Test
    void grant_everyIdTaken_isRefusedForCertain() {
        for (int i = 0; i < 5; i++) {
            member.turns.add(Turn.REFUSE_AS_EXISTING);
        }
        FairleadException refused = failure(() -> leases.grant(MINUTE));
        assertThat(refused.error()).contains(EtcdError.LEASE_EXISTS);
        assertThat(refused.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(member.notes).containsExactly("grant 101", "grant 102", "grant 103");
    }

    @Test
    void grant_namedIdTaken_isRefusedForCertain() {
        member.leases.put(7L, 60L);
        FairleadException refused = failure(() -> leases.grant(7, MINUTE));
        assertThat(refused.error()).contains(EtcdError.LEASE_EXISTS);
        assertThat(refused.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(member.notes).containsExactly("grant 7");
    }

    @Test
    void grant_namedIdAnswerLost_saysThatItMayBeOurs() {
        member.turns.add(Turn.LOSE_ANSWER);
        FairleadException refused = failure(() -> leases.grant(7, MINUTE));
        assertThat(refused.error()).contains(EtcdError.LEASE_EXISTS);
        assertThat(refused.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(refused.attempts()).hasSize(2);
        assertThat(member.notes).containsExactly("grant 7", "grant 7");
    }

    @Test
    void grant_cancelled_revokesWhatMayHaveBeenGranted() {
        member.turns.add(Turn.HANG);
        CompletableFuture<Lease> grant = leases.async().grant(MINUTE);
        assertThat(member.leases).containsOnlyKeys(101L);
        grant.cancel(true);
        assertThat(member.notes).containsExactly("grant 101", "revoke 101");
        assertThat(member.leases).isEmpty();
    }

    @Test
    void grant_ofANamedIdCancelled_leavesItToTheUser() {
        member.turns.add(Turn.HANG);
        leases.async().grant(7, MINUTE).cancel(true);
        assertThat(member.notes).containsExactly("grant 7");
    }

    @Test
    void keep_answerLost_isKeptFromTheSendingOfTheLostRequest() {
        member.turns.add(Turn.LOSE_ANSWER);
        KeptLease kept = leases.keep(MINUTE);
        assertThat(kept.id()).isEqualTo(101);
        assertThat(kept.state()).isEqualTo(LeaseState.ALIVE);
        assertThat(kept.validFor()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(57));
    }

    @Test
    void revoke_answerLost_isDone() {
        member.leases.put(7L, 60L);
        member.turns.add(Turn.LOSE_ANSWER);
        assertThat(leases.revoke(7).revision()).isEqualTo(5);
        assertThat(member.notes).containsExactly("revoke 7", "revoke 7", "ttl 7");
    }

    @Test
    void revoke_noSuchLease_isRefusedForCertain() {
        FairleadException refused = failure(() -> leases.revoke(7));
        assertThat(refused.error()).contains(EtcdError.LEASE_NOT_FOUND);
        assertThat(refused.outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    @Test
    void revoke_ofAKeptLease_isDoneHoweverOftenAndByWhomever() {
        KeptLease kept = leases.keep(MINUTE);
        KeptLease same = leases.keepAlive(kept.id());
        member.turns.add(Turn.LOSE_ANSWER);
        kept.revoke();
        kept.revoke();
        assertThat(kept.state()).isEqualTo(LeaseState.REVOKED);
        assertThat(same.ended().join().state()).isEqualTo(LeaseState.REVOKED);
        same.revoke();
        assertThat(member.leases).isEmpty();
        assertThat(member.streams).isEmpty();
    }

    @Test
    void timeToLive_goneLease_isNotFound() {
        assertThatThrownBy(() -> leases.timeToLive(7, true)).hasMessage(EtcdError.LEASE_NOT_FOUND.text());
        member.leases.put(7L, 60L);
        assertThat(leases.timeToLive(7, true).grantedTtl()).isEqualTo(MINUTE);
    }

    @Test
    void randomIds_arePositiveAndNeverZero() {
        AtomicLong drawn = new AtomicLong(-2);
        RandomIds random = new RandomIds(() -> drawn.getAndIncrement() * Long.MIN_VALUE / 2);
        assertThat(random.getAsLong()).isPositive();
        assertThat(new RandomIds(drawn::getAndIncrement).getAsLong()).isPositive();
    }
}
