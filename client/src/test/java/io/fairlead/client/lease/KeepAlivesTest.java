package io.fairlead.client.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.ClientClosedException;
import io.fairlead.api.DeadlineExceededException;
import io.fairlead.api.RefusedException;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.lease.KeptLease;
import io.fairlead.api.lease.Lease;
import io.fairlead.api.lease.LeaseChange;
import io.fairlead.api.lease.LeaseState;
import io.fairlead.client.call.Caller;
import io.fairlead.client.endpoint.Endpoints;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keep-alives against two members that do as the test says, on a clock that the test moves; all in one thread. */
class KeepAlivesTest {
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final ManualTime time = new ManualTime();
    private final List<LeaseChange> changes = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // set before each
    private FakeLessor one;

    @SuppressWarnings("NullAway.Init") // set before each
    private FakeLessor two;

    @SuppressWarnings("NullAway.Init") // set before each
    private Endpoints endpoints;

    @SuppressWarnings("NullAway.Init") // set before each
    private Caller caller;

    @SuppressWarnings("NullAway.Init") // set before each
    private KeepAlives keepAlives;

    @SuppressWarnings("NullAway.Init") // set before each
    private RemoteAsyncLeases leases;

    @BeforeEach
    void start() throws IOException {
        one = new FakeLessor();
        two = new FakeLessor();
        endpoints = TestCaller.endpoints(time, one, two);
        caller = TestCaller.of(endpoints, time, DEADLINE);
        keepAlives = new KeepAlives(caller, Runnable::run, time, () -> 0);
        leases = new RemoteAsyncLeases(caller, keepAlives, () -> 77);
    }

    @AfterEach
    void stop() {
        keepAlives.close().join();
        endpoints.close();
        one.stop();
        two.stop();
        time.shutdownNow();
    }

    /** Both members know the lease, and this client keeps it alive as of now. */
    private KeptLease kept(long id, long ttlSeconds) {
        exists(id, ttlSeconds);
        KeptLease lease = leases.keepAlive(id).join();
        lease.onChange(changes::add);
        return lease;
    }

    private void exists(long id, long ttlSeconds) {
        one.leases.put(id, ttlSeconds);
        two.leases.put(id, ttlSeconds);
    }

    private void both(FakeLessor.Manner manner) {
        one.manner = manner;
        two.manner = manner;
    }

    private void bothRefuse(Status status) {
        one.refusal = status;
        two.refusal = status;
    }

    /** Where the stream is. */
    private FakeLessor here() {
        assertThat(one.streams.size() + two.streams.size()).isEqualTo(1);
        return one.streams.isEmpty() ? two : one;
    }

    private FakeLessor there() {
        return here() == one ? two : one;
    }

    private long asked(long id) {
        return one.count("ask " + id) + two.count("ask " + id);
    }

    private long opened() {
        return one.count("open") + two.count("open");
    }

    private static Throwable failure(CompletableFuture<?> future) {
        assertThat(future).isCompletedExceptionally();
        try {
            future.join();
        } catch (CompletionException e) {
            return Optional.ofNullable(e.getCause()).orElse(e);
        }
        throw new AssertionError("it succeeded");
    }

    @Test
    void keptLease_answered_isRenewedThreeTimesInItsTimeOnOneStream() {
        KeptLease lease = kept(7, 9);
        time.advance(Duration.ofSeconds(90));
        assertThat(asked(7)).isEqualTo(31);
        assertThat(opened()).isEqualTo(1);
        assertThat(lease.state()).isEqualTo(LeaseState.ALIVE);
        assertThat(changes).isEmpty();
    }

    @Test
    void manyLeases_shareOneStreamAndAreRenewedEach() {
        List<KeptLease> all = new ArrayList<>();
        for (int id = 1; id <= 500; id++) {
            all.add(kept(id, 9));
        }
        time.advance(Duration.ofSeconds(60));
        assertThat(all).allMatch(lease -> lease.state() == LeaseState.ALIVE);
        assertThat(opened()).isEqualTo(1);
        assertThat(changes).isEmpty();
        all.forEach(KeptLease::close);
        assertThat(one.streams).isEmpty();
        assertThat(two.streams).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = FakeLessor.Manner.class,
            names = {"END_IN_GOOD_ORDER", "BREAK"})
    void streamEnds_betweenRequestAndAnswer_nextStreamAsksAgainAtOnceElsewhere(FakeLessor.Manner manner) {
        KeptLease lease = kept(7, 9);
        FakeLessor first = here();
        first.manner = manner;
        time.advance(Duration.ofMillis(3_050));
        assertThat(here()).isNotSameAs(first);
        assertThat(asked(7)).isEqualTo(3);
        assertThat(lease.validFor()).isGreaterThan(Duration.ofMillis(8_400));
        assertThat(changes).isEmpty();
    }

    @Test
    void streamEnds_nothingOwed_nextOneIsOpenedAtOnce() {
        KeptLease lease = kept(7, 9);
        FakeLessor first = here();
        first.endStream(Status.OK);
        time.advance(Duration.ofMillis(10));
        assertThat(here()).isNotSameAs(first);
        assertThat(asked(7)).isEqualTo(1);
        time.advance(Duration.ofSeconds(60));
        assertThat(lease.state()).isEqualTo(LeaseState.ALIVE);
        assertThat(opened()).isEqualTo(2);
    }

    @Test
    void streams_endWithEveryAnswer_leaseLivesOnAndNothingSpins() {
        KeptLease lease = kept(7, 9);
        for (int i = 0; i < 600; i++) {
            here().endStream(i % 2 == 0 ? Status.OK : Status.INTERNAL);
            time.advance(Duration.ofMillis(500));
        }
        assertThat(lease.state()).isEqualTo(LeaseState.ALIVE);
        assertThat(changes).isEmpty();
        assertThat(opened()).isLessThan(700);
    }

    @Test
    void member_takesRequestsAndNeverAnswers_isLeftInTime() {
        KeptLease lease = kept(7, 9);
        FakeLessor gray = here();
        gray.manner = FakeLessor.Manner.HOLD;
        time.advance(Duration.ofSeconds(4));
        assertThat(here()).isSameAs(gray);
        time.advance(Duration.ofMillis(200));
        assertThat(here()).isNotSameAs(gray);
        assertThat(gray.notes).endsWith("gone");
        assertThat(lease.state()).isEqualTo(LeaseState.ALIVE);
        time.advance(Duration.ofSeconds(60));
        assertThat(changes).isEmpty();
        assertThat(here()).isNotSameAs(gray);
    }

    @Test
    void member_answersSlowlyButAnswers_isNotLeft() {
        for (int id = 1; id <= 20; id++) {
            kept(id, 9);
        }
        FakeLessor slow = here();
        slow.manner = FakeLessor.Manner.HOLD;
        time.advance(Duration.ofMillis(3_100));
        for (int id = 1; id <= 20; id++) {
            time.advance(Duration.ofMillis(200));
            slow.answer(id, 9);
        }
        assertThat(here()).isSameAs(slow);
        assertThat(opened()).isEqualTo(1);
    }

    @Test
    void cluster_gone_leaseIsSuspendedThenGivenUpBeforeTheServerWould() {
        KeptLease lease = kept(7, 10);
        bothRefuse(Status.UNAVAILABLE.withDescription("nobody here"));
        here().endStream(Status.UNAVAILABLE);
        time.advance(Duration.ofMillis(5_020));
        assertThat(lease.state()).isEqualTo(LeaseState.SUSPENDED);
        assertThat(lease.validFor()).isBetween(Duration.ofMillis(4_400), Duration.ofMillis(4_500));
        time.advance(Duration.ofMillis(4_500));
        assertThat(changes).extracting(LeaseChange::state).containsExactly(LeaseState.SUSPENDED, LeaseState.EXPIRED);
        assertThat(changes.get(1).reason()).contains("in time").contains("nobody here");
        assertThat(lease.validFor()).isZero();
        assertThat(lease.ended()).isCompletedWithValue(changes.get(1));
        // Nobody is left to keep alive: no further try, no timer.
        long tries = opened();
        time.advance(Duration.ofMinutes(1));
        assertThat(opened()).isEqualTo(tries);
        assertThat(time.waiting()).isZero();
    }

    @Test
    void cluster_goneForAMinute_isTriedWithPauses() {
        kept(7, 3_600);
        bothRefuse(Status.UNAVAILABLE);
        here().endStream(Status.UNAVAILABLE);
        time.advance(Duration.ofMinutes(1));
        assertThat(opened()).isBetween(60L, 300L);
        bothRefuse(Status.OK);
        time.advance(Duration.ofMillis(600));
        assertThat(here().streams).hasSize(1);
    }

    @Test
    void cluster_backInTime_leaseIsAliveAgain() {
        KeptLease lease = kept(7, 10);
        bothRefuse(Status.UNAVAILABLE);
        here().endStream(Status.UNAVAILABLE);
        time.advance(Duration.ofSeconds(8));
        bothRefuse(Status.OK);
        time.advance(Duration.ofSeconds(1));
        assertThat(changes).extracting(LeaseChange::state).containsExactly(LeaseState.SUSPENDED, LeaseState.ALIVE);
        assertThat(lease.validFor()).isGreaterThan(Duration.ofMillis(8_400));
    }

    @Test
    void lease_expiredAtTheServer_isTold() {
        KeptLease lease = kept(7, 9);
        one.leases.remove(7L);
        two.leases.remove(7L);
        time.advance(Duration.ofMillis(3_010));
        assertThat(changes).extracting(LeaseChange::state).containsExactly(LeaseState.EXPIRED);
        assertThat(changes.get(0).reason()).contains("no such lease");
        assertThat(lease.validFor()).isZero();
        assertThat(one.streams).isEmpty();
        assertThat(two.streams).isEmpty();
    }

    @Test
    void lease_processPausedBeyondItsTime_isExpiredToWhoeverLooksFirstAndStaysSo() {
        KeptLease lease = kept(7, 9);
        here().manner = FakeLessor.Manner.HOLD;
        time.advance(Duration.ofMillis(3_010));
        time.stall(Duration.ofSeconds(20));
        assertThat(lease.validFor()).isZero();
        assertThat(lease.state()).isEqualTo(LeaseState.EXPIRED);
        here().answer(7, 9);
        assertThat(lease.state()).isEqualTo(LeaseState.EXPIRED);
        lease.close();
        assertThat(lease.state()).isEqualTo(LeaseState.EXPIRED);
        assertThat(changes).extracting(LeaseChange::state).containsExactly(LeaseState.EXPIRED);
    }

    @Test
    void answers_outOfOrder_areMatchedByTheirIds() {
        KeptLease first = kept(1, 9);
        KeptLease second = kept(2, 30);
        FakeLessor member = here();
        member.manner = FakeLessor.Manner.HOLD;
        time.advance(Duration.ofMillis(3_010));
        CompletableFuture<Lease> once = leases.keepAliveOnce(2);
        member.answer(99, 9);
        member.answer(2, 30);
        assertThat(once.join().ttl()).isEqualTo(Duration.ofSeconds(30));
        assertThat(first.validFor()).isLessThan(Duration.ofMillis(5_600));
        member.answer(1, 9);
        assertThat(first.validFor()).isGreaterThan(Duration.ofMillis(8_500));
        assertThat(second.validFor()).isGreaterThan(Duration.ofSeconds(28));
    }

    @Test
    void answer_toAStreamThatWasGivenUp_isNotHeard() {
        KeptLease lease = kept(7, 9);
        FakeLessor gray = here();
        gray.manner = FakeLessor.Manner.HOLD;
        there().manner = FakeLessor.Manner.HOLD;
        time.advance(Duration.ofMillis(4_200));
        assertThat(here()).isNotSameAs(gray);
        Duration before = lease.validFor();
        assertThat(gray.streams).isEmpty();
        assertThat(lease.validFor()).isEqualTo(before).isLessThan(Duration.ofMillis(4_800));
        here().answer(7, 9);
        assertThat(lease.validFor()).isGreaterThan(Duration.ofMillis(8_400));
    }

    @Test
    void once_leaseGone_isNotFoundAndLeavesNoStream() {
        assertThat(failure(leases.keepAliveOnce(7)))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.condition()).isEqualTo(EtcdError.LEASE_NOT_FOUND));
        assertThat(one.streams).isEmpty();
        assertThat(two.streams).isEmpty();
        assertThat(time.waiting()).isZero();
    }

    @Test
    void once_streamBreaks_isAskedAgainOnTheNext() {
        exists(7, 9);
        one.manner = FakeLessor.Manner.BREAK;
        CompletableFuture<Lease> first = leases.keepAliveOnce(7);
        time.advance(Duration.ofMillis(50));
        assertThat(first.join().id()).isEqualTo(7);
        two.manner = FakeLessor.Manner.BREAK;
        one.manner = FakeLessor.Manner.ANSWER;
        CompletableFuture<Lease> second = leases.keepAliveOnce(7);
        time.advance(Duration.ofMillis(50));
        assertThat(second.join().header().revision()).isEqualTo(5);
    }

    @Test
    void once_nobodyAnswers_failsAtTheDeadlineAndNamesTheTries() {
        bothRefuse(Status.UNAVAILABLE.withDescription("nobody here"));
        CompletableFuture<Lease> once = leases.keepAliveOnce(7);
        time.advance(DEADLINE.minusMillis(1));
        assertThat(once).isNotDone();
        time.advance(Duration.ofMillis(20));
        assertThat(failure(once))
                .isInstanceOfSatisfying(
                        DeadlineExceededException.class,
                        late -> assertThat(late.attempts())
                                .hasSizeBetween(5, 32)
                                .allMatch(attempt -> attempt.status().equals("UNAVAILABLE")
                                        && attempt.detail().contains("nobody here")));
        assertThat(time.waiting()).isZero();
    }

    @Test
    void once_userHasNoRights_failsAfterASecondTry() {
        EtcdError error = EtcdError.PERMISSION_DENIED;
        bothRefuse(error.code().toStatus().withDescription(error.text()));
        CompletableFuture<Lease> once = leases.keepAliveOnce(7);
        time.advance(Duration.ofMillis(20));
        assertThat(failure(once))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.condition()).isEqualTo(error));
        assertThat(opened()).isEqualTo(2);
    }

    @Test
    void once_cancelled_isForgotten() {
        bothRefuse(Status.UNAVAILABLE);
        CompletableFuture<Lease> once = leases.keepAliveOnce(7);
        once.cancel(true);
        time.advance(Duration.ofSeconds(1));
        assertThat(time.waiting()).isZero();
    }

    @Test
    void twoKeepersOfOneLease_shareItsRenewalsAndAreReleasedOneByOne() {
        KeptLease first = kept(7, 9);
        KeptLease second = leases.keepAlive(7).join();
        assertThat(asked(7)).isEqualTo(2);
        time.advance(Duration.ofMillis(3_010));
        assertThat(asked(7)).isEqualTo(3);
        first.close();
        assertThat(first.state()).isEqualTo(LeaseState.RELEASED);
        assertThat(first.validFor()).isZero();
        time.advance(Duration.ofSeconds(30));
        assertThat(second.state()).isEqualTo(LeaseState.ALIVE);
        second.close();
        assertThat(time.waiting()).isZero();
    }

    @Test
    void receiver_closedSubscription_hearsNothing() {
        KeptLease lease = kept(7, 9);
        List<LeaseChange> heard = new ArrayList<>();
        lease.onChange(heard::add).close();
        lease.onChange(change -> {
            throw new IllegalStateException("a receiver of the test that fails");
        });
        lease.close();
        assertThat(heard).isEmpty();
        assertThat(changes).extracting(LeaseChange::state).containsExactly(LeaseState.RELEASED);
    }

    @Test
    void closed_releasesEveryLeaseAndFailsWhoWaits() {
        KeptLease lease = kept(7, 9);
        both(FakeLessor.Manner.HOLD);
        CompletableFuture<Lease> waiting = leases.keepAliveOnce(8);
        keepAlives.close().join();
        assertThat(changes).extracting(LeaseChange::state).containsExactly(LeaseState.RELEASED);
        assertThat(lease.ended().join().reason()).isEqualTo("the client was closed");
        assertThat(failure(waiting)).isInstanceOf(ClientClosedException.class);
        assertThat(failure(leases.keepAliveOnce(7))).isInstanceOf(ClientClosedException.class);
        assertThat(one.streams).isEmpty();
        assertThat(two.streams).isEmpty();
        assertThat(time.waiting()).isZero();
    }

    @Test
    void streams_keepAliveGoesToTheLeaderWhereItIsKnown() {
        caller.leader().met(9, endpoints.named(two.endpoint()));
        caller.leader().told(9, 1);
        kept(7, 9);
        assertThat(here()).isSameAs(two);
        two.endStream(Status.UNAVAILABLE);
        time.advance(Duration.ofMillis(50));
        assertThat(here()).isSameAs(one);
    }

    @Test
    void userCode_holdsTheExecutorForEver_leaseIsKeptAliveAllTheSame() {
        exists(7, 9);
        List<Runnable> held = new ArrayList<>();
        Caller busy = TestCaller.of(endpoints, time, held::add, DEADLINE);
        KeepAlives others = new KeepAlives(busy, Runnable::run, time, () -> 0);
        CompletableFuture<KeptLease> keeping = new RemoteAsyncLeases(busy, others, () -> 77).keepAlive(7);
        List.copyOf(held).forEach(Runnable::run);
        KeptLease lease = keeping.join();
        time.advance(Duration.ofMinutes(1));
        assertThat(asked(7)).isEqualTo(21);
        assertThat(lease.validFor()).isGreaterThan(Duration.ofSeconds(5));
        others.close().join();
    }
}
