package io.fairlead.client.recipe.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.api.ClientClosedException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyValue;
import io.fairlead.api.RefusedException;
import io.fairlead.api.UnavailableException;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.Txn;
import io.fairlead.api.watch.WatchEvent;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Single steps of a place; what all orders of them lead to is for {@link LineModelTest}. */
class PlaceTest {
    private static final long OURS = 7;
    private static final long THEIRS = 8;
    private static final Rule RULE = Rule.OneByOne.named("l");
    private static final Bytes KEY = Bytes.utf8("l/7");
    private static final Bytes RIVAL = Bytes.utf8("l/8");

    private final ModelStore store = new ModelStore();
    private Place place = new Place(ticket(false));

    PlaceTest() {
        store.grant(OURS);
        store.grant(THEIRS);
    }

    private static Ticket ticket(boolean atOnce) {
        return new Ticket(KEY, Bytes.empty(), OURS, RULE, atOnce);
    }

    private void stand(Bytes key, long lease) {
        Place other = new Place(new Ticket(key, Bytes.empty(), lease, RULE, false));
        var unused = store.commit(only(other.start(), Action.Commit.class).txn());
    }

    private List<Action> carryOut(List<Action> actions) {
        Action.Commit commit = only(actions, Action.Commit.class);
        return place.committed(commit.step(), store.commit(commit.txn()));
    }

    private List<Action> fail(List<Action> actions, FairleadException reason) {
        return place.failed(only(actions, Action.Commit.class).step(), reason);
    }

    private static <A extends Action> A only(List<Action> actions, Class<A> kind) {
        return kind.cast(actions.stream().filter(kind::isInstance).findFirst().orElseThrow());
    }

    private static boolean has(List<Action> actions, Class<? extends Action> kind) {
        return actions.stream().anyMatch(kind::isInstance);
    }

    private static UnavailableException unavailable(Outcome outcome) {
        return new UnavailableException("lost on the way", outcome, List.of(), null);
    }

    private static Optional<EtcdError> failure(List<Action> actions) {
        RuntimeException reason = only(actions, Action.Failed.class).reason();
        return reason instanceof FairleadException known ? known.error() : Optional.empty();
    }

    @Test
    void start_lineIsEmpty_entersWithOneTransactionAndWatchesItsKey() {
        List<Action> entered = carryOut(place.start());
        assertThat(only(entered, Action.Entered.class).createRevision()).isEqualTo(store.revision());
        Action.Watch watch = only(entered, Action.Watch.class);
        assertThat(watch.range().key()).isEqualTo(KEY);
        assertThat(watch.from()).isEqualTo(store.revision() + 1);
        assertThat(watch.deletions()).isTrue();
    }

    @Test
    void start_somebodyIsThere_watchesTheKeyRightBeforeOurs() {
        stand(Bytes.utf8("l/1"), THEIRS);
        stand(RIVAL, THEIRS);
        List<Action> waiting = carryOut(place.start());
        assertThat(only(waiting, Action.Watch.class).range().key()).isEqualTo(RIVAL);
        assertThat(has(waiting, Action.Entered.class)).isFalse();
    }

    @Test
    void start_atOnce_asksThatNobodyIsThereInTheSameTransaction() {
        place = new Place(ticket(true));
        Txn join = only(place.start(), Action.Commit.class).txn();
        assertThat(join.when())
                .containsExactly(
                        Cmp.missing(KEY), Cmp.createRevision(RULE.rivals()).is(0));
    }

    @Test
    void start_atOnceWithoutAnAnswer_failsAndCleansUp() {
        place = new Place(ticket(true));
        List<Action> failed = fail(place.start(), unavailable(Outcome.UNKNOWN));
        assertThat(has(failed, Action.Failed.class)).isTrue();
        assertThat(has(failed, Action.Commit.class)).as("a deletion").isTrue();
    }

    @Test
    void joined_answerLost_asksAgainAndFindsItsKey() {
        List<Action> joining = place.start();
        var unused = store.commit(only(joining, Action.Commit.class).txn());
        Action.Pause pause = only(fail(joining, unavailable(Outcome.UNKNOWN)), Action.Pause.class);
        List<Action> looking = carryOut(place.woken(pause.step()));
        assertThat(only(carryOut(looking), Action.Entered.class).createRevision())
                .isEqualTo(store.now().firstEntry().getValue().createRevision());
    }

    @Test
    void joined_leaseGoneAtTheCluster_failsAsSessionExpired() {
        List<Action> failed = fail(
                place.start(), new RefusedException(EtcdError.LEASE_NOT_FOUND, Outcome.NOT_APPLIED, List.of(), null));
        assertThat(failure(failed)).contains(EtcdError.SESSION_EXPIRED);
        assertThat(has(failed, Action.Gone.class)).isTrue();
    }

    @Test
    void joined_notAllowed_failsForGood() {
        List<Action> failed = fail(
                place.start(), new RefusedException(EtcdError.PERMISSION_DENIED, Outcome.NOT_APPLIED, List.of(), null));
        assertThat(failure(failed)).contains(EtcdError.PERMISSION_DENIED);
        assertThat(has(failed, Action.Gone.class)).isTrue();
    }

    @Test
    void joined_ourKeyHangsOnAnotherLease_failsAndLeavesItAlone() {
        stand(KEY, THEIRS);
        List<Action> failed = carryOut(place.start());
        assertThat(only(failed, Action.Failed.class).reason()).isInstanceOf(IllegalStateException.class);
        assertThat(has(failed, Action.Gone.class)).isTrue();
        assertThat(store.now()).containsKey(KEY);
    }

    @Test
    void looked_keyCameBackWithAnotherRevision_isNotOurTurn() {
        stand(RIVAL, THEIRS);
        List<Action> waiting = carryOut(place.start());
        // Deleted by a stranger, and put again by a join that was given up.
        store.delete(entry -> entry.key().equals(KEY));
        store.delete(entry -> entry.key().equals(RIVAL));
        stand(KEY, OURS);
        WatchEvent gone = new WatchEvent(
                WatchEvent.Kind.DELETED,
                new KeyValue(RIVAL, Bytes.empty(), 0, store.revision(), 0, 0),
                Optional.empty());
        List<Action> looking = place.changed(only(waiting, Action.Watch.class).step(), List.of(gone));
        List<Action> failed = carryOut(looking);
        assertThat(failure(failed)).contains(EtcdError.SESSION_EXPIRED);
        assertThat(has(failed, Action.Entered.class)).isFalse();
    }

    @Test
    void watchEnded_notAllowed_failsAndLeaves() {
        stand(RIVAL, THEIRS);
        List<Action> waiting = carryOut(place.start());
        List<Action> failed = place.watchEnded(
                only(waiting, Action.Watch.class).step(),
                new RefusedException(EtcdError.PERMISSION_DENIED, Outcome.NOT_APPLIED, List.of(), null));
        assertThat(failure(failed)).contains(EtcdError.PERMISSION_DENIED);
        assertThat(has(carryOut(failed), Action.Gone.class)).isTrue();
        assertThat(store.now()).doesNotContainKey(KEY);
    }

    @Test
    void watchEnded_clientClosed_endsWaitingAndHoldingAlike() {
        List<Action> holding = carryOut(place.start());
        List<Action> lost = place.watchEnded(
                only(holding, Action.Watch.class).step(), new ClientClosedException(Outcome.NOT_APPLIED, List.of()));
        assertThat(only(lost, Action.Lost.class).reason()).contains("closed");
        assertThat(has(lost, Action.Left.class)).isTrue();
        assertThat(has(lost, Action.Gone.class)).isTrue();
        assertThat(place.leave()).isEmpty();
    }

    @Test
    void leave_connectionLost_saysSoAndTriesAgain() {
        var unused = carryOut(place.start());
        List<Action> postponed = fail(place.leave(), unavailable(Outcome.UNKNOWN));
        assertThat(has(postponed, Action.Postponed.class)).isTrue();
        assertThat(has(postponed, Action.Left.class)).isFalse();
        List<Action> again =
                carryOut(place.woken(only(postponed, Action.Pause.class).step()));
        assertThat(has(again, Action.Left.class)).isTrue();
        assertThat(store.now()).isEmpty();
    }
}
