package io.fairlead.client.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.ClientClosedException;
import io.fairlead.api.CompactedException;
import io.fairlead.api.DeadlineExceededException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.RefusedException;
import io.fairlead.api.UnexpectedStatusException;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchHandle;
import io.fairlead.api.watch.WatchListener;
import io.fairlead.api.watch.WatchOptions;
import io.fairlead.client.call.Caller;
import io.fairlead.client.call.CallsUnderWay;
import io.fairlead.client.call.Observers;
import io.fairlead.client.call.TokenSource;
import io.fairlead.client.call.Upkeep;
import io.fairlead.client.endpoint.EndpointEvents;
import io.fairlead.client.endpoint.EndpointSource;
import io.fairlead.client.endpoint.Endpoints;
import io.fairlead.client.endpoint.LeaderView;
import io.fairlead.client.kv.RemoteKv;
import io.fairlead.client.lease.ManualTime;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Watches against two members that do as the test says, on a clock that the test moves; all in one thread. */
class WatchMuxTest {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Duration MOMENT = Duration.ofMillis(50);
    private static final String DENIED = "rpc error: code = PermissionDenied desc = etcdserver: permission denied";

    private final ManualTime time = new ManualTime();

    /** What receivers and listeners heard, in order. */
    private final List<String> heard = new ArrayList<>();

    /** A token that is replaced when it is refused; none if empty. */
    private final List<String> freshTokens = new ArrayList<>();

    private Optional<String> token = Optional.empty();
    private Optional<RefusedException> loginFailure = Optional.empty();

    @SuppressWarnings("NullAway.Init") // set before each
    private FakeWatchMember one;

    @SuppressWarnings("NullAway.Init") // set before each
    private FakeWatchMember two;

    @SuppressWarnings("NullAway.Init") // set before each
    private Endpoints endpoints;

    @SuppressWarnings("NullAway.Init") // set before each
    private WatchMux mux;

    @SuppressWarnings("NullAway.Init") // set before each
    private RemoteAsyncWatches watches;

    @BeforeEach
    void start() throws IOException {
        one = new FakeWatchMember();
        two = new FakeWatchMember();
        endpoints = new Endpoints(
                EndpointSource.of(List.of(one.endpoint(), two.endpoint())),
                address -> InProcessChannelBuilder.forName(address.target())
                        .directExecutor()
                        .build(),
                time);
        Caller caller = new Caller(
                new Caller.Context(
                        endpoints,
                        new LeaderView(EndpointEvents.NONE),
                        time,
                        Runnable::run,
                        1 << 20,
                        new CallsUnderWay(),
                        Upkeep.NONE,
                        Observers.NONE,
                        () -> 0.5),
                new Tokens(),
                DEADLINE);
        mux = new WatchMux(caller, caller.executor(), new RemoteKv(caller).async(), time, () -> 0);
        watches = new RemoteAsyncWatches(caller, mux);
    }

    @AfterEach
    void stop() {
        mux.close();
        endpoints.close();
        one.stop();
        two.stop();
        time.shutdownNow();
    }

    private final class Tokens implements TokenSource {
        @Override
        public CompletableFuture<Optional<String>> token() {
            return loginFailure
                    .<CompletableFuture<Optional<String>>>map(CompletableFuture::failedFuture)
                    .orElseGet(() -> CompletableFuture.completedFuture(token));
        }

        @Override
        public boolean refused(Optional<String> refused) {
            if (freshTokens.isEmpty()) {
                return false;
            }
            token = Optional.of(freshTokens.remove(0));
            return true;
        }
    }

    private final class Notes implements WatchListener {
        @Override
        public void onDisconnected(String reason) {
            heard.add("disconnected");
        }

        @Override
        public void onResumed(long nextRevision) {
            heard.add("resumed at " + nextRevision);
        }
    }

    private CompletableFuture<WatchHandle> asked(WatchOptions options) {
        return watches.watch(KeyRange.all(), options, batch -> heard.add(words(batch)));
    }

    private WatchHandle watch(WatchOptions options) {
        return asked(options).join();
    }

    private static String words(WatchBatch batch) {
        return (batch.kind() == WatchBatch.Kind.PROGRESS ? "up to " : "") + batch.revision();
    }

    /** Where the only stream is. */
    private FakeWatchMember here() {
        assertThat(one.streams.size() + two.streams.size()).isEqualTo(1);
        return one.streams.isEmpty() ? two : one;
    }

    private FakeWatchMember there() {
        return here() == one ? two : one;
    }

    private int opened() {
        return one.opened + two.opened;
    }

    private static Throwable failure(CompletableFuture<?> future) {
        assertThat(future).isCompletedExceptionally();
        try {
            future.join();
        } catch (CompletionException e) {
            return Optional.ofNullable(e.getCause()).orElse(e);
        }
        throw new AssertionError("it has not failed");
    }

    @Test
    void watch_request_asksForAllItNeeds() {
        watch(WatchOptions.from(7).withPrevKv().withoutDeletes());
        WatchCreateRequest create = here().creates.get(0);
        assertThat(create.getStartRevision()).isEqualTo(7);
        assertThat(create.getFragment()).isTrue();
        assertThat(create.getPrevKv()).isTrue();
        assertThat(create.getProgressNotify()).isTrue();
        assertThat(create.getFiltersList()).containsExactly(WatchCreateRequest.FilterType.NODELETE);
        assertThat(here().tokens).containsExactly("null true");
    }

    @Test
    void watches_many_shareOneStreamUnderIdsOfTheirOwn() {
        for (int i = 0; i < 20; i++) {
            watch(WatchOptions.fromNow());
        }
        assertThat(opened()).isEqualTo(1);
        assertThat(here().creates)
                .extracting(WatchCreateRequest::getWatchId)
                .doesNotHaveDuplicates()
                .allMatch(id -> id > 0);
    }

    @Test
    void watches_requestedTogether_doNotWaitForEachOthersAnswers() {
        one.silent = true;
        two.silent = true;
        List<CompletableFuture<WatchHandle>> asked = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            asked.add(asked(WatchOptions.fromNow()));
        }
        assertThat(here().creates).hasSize(20);
        here().answer(1);
        assertThat(asked.get(0)).isCompleted();
        assertThat(asked.get(1)).isNotDone();
    }

    @Test
    void watches_refusalWithoutAnId_meetsTheOldestRequest() {
        one.silent = true;
        two.silent = true;
        CompletableFuture<WatchHandle> first = asked(WatchOptions.fromNow());
        CompletableFuture<WatchHandle> second = asked(WatchOptions.fromNow());
        here().refusals.add("mvcc: watcher range is empty");
        here().answer(-1);
        here().answer(2);
        assertThat(failure(first))
                .isInstanceOf(UnexpectedStatusException.class)
                .hasMessageContaining("mvcc: watcher range is empty");
        assertThat(second).isCompleted();
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"OK", "UNAVAILABLE", "INTERNAL", "CANCELLED", "UNKNOWN", "RESOURCE_EXHAUSTED"})
    void stream_endsInAnyWay_watchGoesOnElsewhereFromWhereItWas(Status.Code how) {
        WatchHandle watch = watch(WatchOptions.from(5).listener(new Notes()));
        FakeWatchMember home = here();
        home.send(1, 5, 8);
        home.end(how.toStatus());
        time.advance(MOMENT);
        assertThat(here()).isNotSameAs(home);
        assertThat(here().starts()).containsExactly(9L);
        here().send(1, 9);
        assertThat(heard).containsExactly("5", "8", "disconnected", "resumed at 9", "9");
        assertThat(watch.done()).isNotDone();
        assertThat(watch.revision()).isEqualTo(9);
    }

    @Test
    void stream_memberLosesItsLeader_watchGoesOnElsewhere() {
        watch(WatchOptions.fromNow());
        FakeWatchMember home = here();
        home.end(EtcdError.NO_LEADER.code().toStatus().withDescription(EtcdError.NO_LEADER.text()));
        time.advance(MOMENT);
        assertThat(here()).isNotSameAs(home);
        assertThat(here().starts()).containsExactly(101L);
    }

    @Test
    void stream_manyWatches_oneReconnectTakesAllOfThem() {
        for (int i = 0; i < 50; i++) {
            watch(WatchOptions.fromNow());
        }
        here().end(Status.UNAVAILABLE);
        time.advance(MOMENT);
        assertThat(opened()).isEqualTo(2);
        assertThat(here().creates).hasSize(50);
    }

    @Test
    void stream_pauseUnderWay_aNewWatchWaitsForItsEnd() {
        watch(WatchOptions.fromNow());
        here().end(Status.UNAVAILABLE);
        CompletableFuture<WatchHandle> asked = asked(WatchOptions.fromNow());
        assertThat(opened()).isEqualTo(1);
        time.advance(MOMENT);
        assertThat(asked).isCompleted();
        assertThat(opened()).isEqualTo(2);
    }

    @Test
    void stream_progressBeforeItsAnswers_saysNothingOfTheWatchesOfTheOneBefore() {
        watch(WatchOptions.from(5));
        one.silent = true;
        two.silent = true;
        here().end(Status.UNAVAILABLE);
        time.advance(MOMENT);
        here().revision = 200;
        here().progress(-1);
        here().end(Status.UNAVAILABLE);
        time.advance(MOMENT);
        assertThat(here().starts()).endsWith(5L);
    }

    @Test
    void streams_refusedEverywhere_pausesGrowAndNothingStorms() {
        watch(WatchOptions.fromNow());
        one.refusal = Status.UNAVAILABLE;
        two.refusal = Status.UNAVAILABLE;
        here().end(Status.UNAVAILABLE);
        time.advance(Duration.ofSeconds(60));
        assertThat(opened()).isBetween(60, 150);
        one.refusal = Status.OK;
        two.refusal = Status.OK;
        time.advance(Duration.ofSeconds(1));
        assertThat(here().starts()).endsWith(101L);
    }

    @Test
    void stream_memberStaysSilent_isLeftForAnother() {
        one.silent = true;
        two.silent = true;
        CompletableFuture<WatchHandle> asked = asked(WatchOptions.fromNow());
        FakeWatchMember home = here();
        there().silent = false;
        time.advance(DEADLINE.dividedBy(2).plus(MOMENT));
        assertThat(here()).isNotSameAs(home);
        assertThat(asked).isCompleted();
    }

    @Test
    void watch_nobodyTakesItUp_failsWithEveryAttempt() {
        one.refusal = Status.UNAVAILABLE;
        two.refusal = Status.UNAVAILABLE;
        CompletableFuture<WatchHandle> asked = asked(WatchOptions.fromNow());
        time.advance(DEADLINE);
        assertThat(failure(asked)).isInstanceOfSatisfying(DeadlineExceededException.class, late -> {
            assertThat(late.attempts())
                    .extracting(attempt -> attempt.endpoint())
                    .contains(one.endpoint(), two.endpoint());
            assertThat(late.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        });
        int before = opened();
        time.advance(Duration.ofSeconds(30));
        assertThat(opened()).isEqualTo(before);
    }

    @Test
    void watch_established_hasNoDeadline() {
        WatchHandle watch = watch(WatchOptions.fromNow());
        one.refusal = Status.UNAVAILABLE;
        two.refusal = Status.UNAVAILABLE;
        here().end(Status.UNAVAILABLE);
        time.advance(DEADLINE.multipliedBy(20));
        assertThat(watch.done()).isNotDone();
    }

    @Test
    void watch_cancelledWhileItIsAsked_isTakenOffTheServerWhenAnswered() {
        one.silent = true;
        two.silent = true;
        CompletableFuture<WatchHandle> asked = asked(WatchOptions.fromNow());
        asked.cancel(true);
        assertThat(here().cancels).isEmpty();
        here().answer(1);
        assertThat(here().cancels).containsExactly(1L);
    }

    @Test
    void watch_closed_isTakenOffTheServerAndItsStreamLater() {
        WatchHandle watch = watch(WatchOptions.fromNow());
        FakeWatchMember home = here();
        watch.close();
        assertThat(home.cancels).containsExactly(1L);
        home.send(1, 101);
        assertThat(heard).isEmpty();
        time.advance(Duration.ofSeconds(11));
        assertThat(home.streams).isEmpty();
        assertThat(opened()).isEqualTo(1);
    }

    @Test
    void watch_closedAndAnotherStarted_keepsTheStream() {
        watch(WatchOptions.fromNow()).close();
        time.advance(Duration.ofSeconds(5));
        watch(WatchOptions.fromNow());
        time.advance(Duration.ofSeconds(60));
        assertThat(opened()).isEqualTo(1);
        assertThat(here().streams).hasSize(1);
    }

    @Test
    void server_speaksOfAWatchBeforeItAnswers_isLeft() {
        one.silent = true;
        two.silent = true;
        CompletableFuture<WatchHandle> asked = asked(WatchOptions.from(5));
        FakeWatchMember home = here();
        there().silent = false;
        home.send(1, 5);
        time.advance(MOMENT);
        assertThat(here()).isNotSameAs(home);
        here().send(1, 5);
        assertThat(heard).containsExactly("5");
        assertThat(asked).isCompleted();
    }

    @Test
    void server_sendsARevisionAgain_endsTheWatchAndNoOther() {
        WatchHandle broken = watch(WatchOptions.from(5));
        WatchHandle other = watch(WatchOptions.from(5));
        here().send(1, 5, 6);
        here().send(1, 6);
        assertThat(failure(broken.done())).isInstanceOf(UnexpectedStatusException.class);
        assertThat(here().cancels).containsExactly(1L);
        assertThat(other.done()).isNotDone();
    }

    @Test
    void server_cancelsWithoutAReason_isAskedAgain() {
        WatchHandle watch = watch(WatchOptions.from(5));
        here().send(1, 5);
        here().cancel(1, "");
        time.advance(MOMENT);
        assertThat(here().starts()).containsExactly(5L, 6L);
        assertThat(watch.done()).isNotDone();
    }

    @Test
    void server_cancelsBecauseOfCompaction_endsTheWatchBehindWhatItGot() {
        WatchHandle watch = watch(WatchOptions.from(5));
        here().send(1, 5);
        here().compacted(1, 50);
        assertThat(heard).containsExactly("5");
        assertThat(failure(watch.done()))
                .isInstanceOfSatisfying(
                        CompactedException.class,
                        compacted -> assertThat(compacted.compactRevision()).isEqualTo(50));
    }

    @Test
    void server_tooBusy_isAskedAgainLater() {
        one.refusals.addAll(List.of("etcdserver: too many requests", "etcdserver: too many requests"));
        two.refusals.addAll(one.refusals);
        CompletableFuture<WatchHandle> asked = asked(WatchOptions.fromNow());
        assertThat(asked).isNotDone();
        time.advance(MOMENT);
        assertThat(asked).isCompleted();
        assertThat(opened()).isEqualTo(1);
    }

    // Back-pressure.

    @Test
    void inbox_full_stopsItsWatchOnTheServerAloneAndAsksAgainWhenItDrains() {
        PullInbox slow = new PullInbox(WatchOptions.from(5).buffer(2));
        watches.start(KeyRange.all(), WatchOptions.from(5).buffer(2), slow);
        watch(WatchOptions.from(5));
        here().send(1, 5, 6, 7, 8);
        here().send(2, 5, 6, 7, 8);
        assertThat(heard).containsExactly("5", "6", "7", "8");
        assertThat(here().cancels).containsExactly(1L);
        here().send(1, 9);
        assertThat(slow.take().revision()).isEqualTo(5);
        assertThat(here().starts()).containsExactly(5L, 5L, 7L);
        assertThat(here().creates.get(2).getWatchId()).isEqualTo(3);
        assertThat(slow.take().revision()).isEqualTo(6);
        here().send(3, 7, 8);
        assertThat(slow.take().revision()).isEqualTo(7);
        assertThat(slow.take().revision()).isEqualTo(8);
        assertThat(slow.poll(Duration.ZERO)).isEmpty();
    }

    @Test
    void inbox_fullWhileTheStreamEnds_asksAgainWhenItDrains() {
        PullInbox slow = new PullInbox(WatchOptions.from(5).buffer(1));
        watches.start(KeyRange.all(), WatchOptions.from(5).buffer(1), slow);
        here().send(1, 5, 6);
        here().end(Status.OK);
        time.advance(MOMENT);
        FakeWatchMember next = here();
        assertThat(next.creates).isEmpty();
        assertThat(slow.take().revision()).isEqualTo(5);
        assertThat(next.starts()).containsExactly(6L);
    }

    @Test
    void inbox_revisionLargerThanItsCapacity_isTakenWholeWhenItIsEmpty() {
        PullInbox slow = new PullInbox(WatchOptions.from(5).buffer(2));
        watches.start(KeyRange.all(), WatchOptions.from(5).buffer(2), slow);
        here().send(1, 5, 5, 5);
        assertThat(slow.take().events()).hasSize(3);
        assertThat(here().cancels).isEmpty();
    }

    // Tokens and rights.

    @Test
    void token_expired_watchIsAskedForWithAFreshOneAndTheOthersFollow() {
        token = Optional.of("old");
        freshTokens.add("new");
        WatchHandle other = watch(WatchOptions.from(5));
        FakeWatchMember home = here();
        home.send(1, 5);
        home.refusals.add("rpc error: code = Unauthenticated desc = etcdserver: invalid auth token");
        CompletableFuture<WatchHandle> asked = asked(WatchOptions.from(7));
        assertThat(asked).isCompleted();
        time.advance(MOMENT);
        assertThat(here().tokens).endsWith("new true");
        assertThat(here().starts()).endsWith(7L, 6L);
        assertThat(opened()).isEqualTo(2);
        assertThat(other.done()).isNotDone();
    }

    @Test
    void rights_missingWithAFreshTokenToo_endTheWatchAndLeaveTheOthersAlone() {
        token = Optional.of("old");
        freshTokens.addAll(List.of("new", "newer"));
        WatchHandle other = watch(WatchOptions.fromNow());
        FakeWatchMember home = here();
        one.refusals.add(DENIED);
        two.refusals.add(DENIED);
        CompletableFuture<WatchHandle> asked = asked(WatchOptions.fromNow());
        assertThat(failure(asked))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.condition()).isEqualTo(EtcdError.PERMISSION_DENIED));
        assertThat(freshTokens).containsExactly("newer");
        assertThat(home.streams).hasSize(1);
        home.send(1, 101);
        assertThat(heard).containsExactly("101");
        assertThat(other.done()).isNotDone();
        time.advance(Duration.ofSeconds(30));
        assertThat(here()).isSameAs(home);
    }

    @Test
    void rights_missingWithoutATokenToRenew_endTheWatchAtOnce() {
        one.refusals.add(DENIED);
        two.refusals.add(DENIED);
        assertThat(failure(asked(WatchOptions.fromNow()))).isInstanceOf(RefusedException.class);
        assertThat(opened()).isEqualTo(1);
    }

    @Test
    void rights_takenAwayWhileItRuns_endTheWatchAfterAFreshTokenDidNotHelp() {
        token = Optional.of("old");
        freshTokens.add("new");
        WatchHandle watch = watch(WatchOptions.fromNow());
        one.refusals.add(DENIED);
        two.refusals.add(DENIED);
        here().cancel(1, DENIED);
        assertThat(failure(watch.done()))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.condition()).isEqualTo(EtcdError.PERMISSION_DENIED));
    }

    // Progress.

    @Test
    void progress_ofOneWatchOrOfAll_movesThePositionThatIsResumed() {
        watch(WatchOptions.fromNow().withProgress());
        here().revision = 110;
        here().progress(1);
        here().revision = 120;
        here().progress(-1);
        here().end(Status.UNAVAILABLE);
        time.advance(MOMENT);
        assertThat(heard).containsExactly("up to 110", "up to 120");
        assertThat(here().starts()).containsExactly(121L);
    }

    @Test
    void progress_awaited_isAskedForUntilItIsThere() {
        WatchHandle watch = watch(WatchOptions.fromNow());
        mux.want(watcherOf(watch), 105);
        assertThat(here().progressAsked).isZero();
        time.advance(MOMENT);
        assertThat(here().progressAsked).isPositive();
        here().revision = 105;
        here().progress(-1);
        int asked = here().progressAsked;
        assertThat(watch.revision()).isEqualTo(105);
        time.advance(Duration.ofSeconds(10));
        assertThat(here().progressAsked).isEqualTo(asked);
    }

    @Test
    void progress_ofAServerThatTellsItOutOfOrder_isNotAskedFor() {
        one.version = "3.5.7";
        two.version = "3.5.7";
        WatchHandle watch = watch(WatchOptions.fromNow());
        mux.want(watcherOf(watch), 105);
        time.advance(Duration.ofSeconds(10));
        assertThat(here().progressAsked).isZero();
    }

    @Test
    void progress_heldUpByAWatchLevelWithTheMember_isFreedByAskingOneRevisionEarlier() {
        WatchHandle level = watch(WatchOptions.from(101));
        WatchHandle awaited = watch(WatchOptions.from(90));
        here().send(2, 91);
        mux.want(watcherOf(awaited), 100);
        time.advance(Duration.ofSeconds(1));
        assertThat(here().cancels).containsExactly(1L);
        assertThat(here().starts()).containsExactly(101L, 90L, 100L);
        here().send(3, 100, 101);
        assertThat(heard).containsExactly("91", "101");
        assertThat(level.done()).isNotDone();
    }

    private static Watcher watcherOf(WatchHandle handle) {
        return (Watcher) Objects.requireNonNull(((PushHandle) handle).courier().source());
    }

    // The end.

    @Test
    void close_endsWatchesOfEveryKindAndThoseThatWait() {
        WatchHandle running = watch(WatchOptions.fromNow());
        one.silent = true;
        two.silent = true;
        CompletableFuture<WatchHandle> waiting = asked(WatchOptions.fromNow());
        mux.close();
        mux.close();
        assertThat(failure(running.done())).isInstanceOf(ClientClosedException.class);
        assertThat(failure(waiting)).isInstanceOf(ClientClosedException.class);
        assertThat(failure(asked(WatchOptions.fromNow()))).isInstanceOf(ClientClosedException.class);
        assertThat(one.streams).isEmpty();
        assertThat(two.streams).isEmpty();
        int before = opened();
        time.advance(Duration.ofSeconds(30));
        assertThat(opened()).isEqualTo(before);
    }

    @Test
    void credentials_refused_failWhoWaitsAtOnce() {
        loginFailure = Optional.of(new RefusedException(EtcdError.AUTH_FAILED, Outcome.NOT_APPLIED, List.of(), null));
        assertThat(failure(asked(WatchOptions.fromNow()))).isSameAs(loginFailure.get());
        assertThat(opened()).isZero();
    }
}
