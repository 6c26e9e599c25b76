package io.fairlead.server.watch;

import static io.fairlead.server.watch.WatchHouse.deleting;
import static io.fairlead.server.watch.WatchHouse.everything;
import static io.fairlead.server.watch.WatchHouse.key;
import static io.fairlead.server.watch.WatchHouse.putting;
import static io.fairlead.server.watch.WatchHouse.range;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.watch.WatchHouse.Caller;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WatchLoopTest {
    private final WatchHouse house = new WatchHouse();
    private final Caller caller = house.open();

    private void create(WatchSpec spec) {
        caller.stream().create(spec);
        house.settle();
    }

    private static WatchSpec withPrevious(WatchSpec spec) {
        return new WatchSpec(spec.key(), spec.rangeEnd(), spec.startRevision(), true, false, false, true, true, 0);
    }

    private static WatchSpec withProgress(WatchSpec spec) {
        return new WatchSpec(spec.key(), spec.rangeEnd(), spec.startRevision(), false, true, false, true, true, 0);
    }

    private static WatchSpec withId(WatchSpec spec, long id) {
        return new WatchSpec(spec.key(), spec.rangeEnd(), spec.startRevision(), false, false, false, true, true, id);
    }

    @Test
    void watcher_fromNowOn_isToldWhatConcernsItOneReplyARevision() {
        house.put("k", "0");
        create(key("k"));
        house.put("other", "1");
        house.put("k", "1");
        house.publish(putting("k", "2"), putting("j", "2"), deleting("k"));
        house.settle();
        assertThat(caller.take())
                .containsExactly("created 0 @2", "events 0 @4 +k=1@4", "events 0 @5 +k=2@5", "events 0 @7 -k@7");
    }

    @Test
    void watcher_ofSeveralKeys_isToldAllEventsOfARevisionTogetherInTheirOrder() {
        house.put("old", "0");
        create(everything());
        house.publish(txn -> {
            putting("z", "1").accept(txn);
            putting("a", "2").accept(txn);
            deleting("old").accept(txn);
        });
        house.settle();
        assertThat(caller.take()).containsExactly("created 0 @2", "events 0 @3 +z=1@3 +a=2@3 -old@3");
    }

    @Test
    void watchers_withOverlappingIntervals_areEachToldTheirs() {
        create(range("b", "d"));
        create(range("a", "c"));
        create(WatchSpec.of(Bytes.utf8("c"), WatchHouse.ALL));
        create(key("c"));
        caller.take();
        for (String key : new String[] {"a", "b", "c", "d"}) {
            house.put(key, "1");
        }
        house.settle();
        assertThat(caller.take())
                .containsExactlyInAnyOrder(
                        "events 1 @2 +a=1@2",
                        "events 0 @3 +b=1@3",
                        "events 1 @3 +b=1@3",
                        "events 0 @4 +c=1@4",
                        "events 2 @4 +c=1@4",
                        "events 3 @4 +c=1@4",
                        "events 2 @5 +d=1@5");
    }

    @Test
    void watcher_fromThePast_isToldHistoryInOneReplyAndThenGoesOnLive() {
        house.put("k", "1");
        house.put("k", "2");
        house.put("other", "3");
        create(key("k").from(2));
        house.put("k", "4");
        house.settle();
        assertThat(caller.take()).containsExactly("created 0 @4", "events 0 @4 +k=1@2 +k=2@3", "events 0 @5 +k=4@5");
    }

    @Test
    void watcher_fromTheFuture_isToldNothingOlder() {
        create(key("k").from(4));
        house.put("k", "2");
        house.put("k", "3");
        house.put("k", "4");
        house.settle();
        assertThat(caller.take()).containsExactly("created 0 @1", "events 0 @4 +k=4@4");
    }

    @Test
    void watcher_createdBetweenPublicationAndItsEvents_isNotToldThem() {
        house.feeding = false;
        house.put("k", "1");
        create(key("k"));
        house.feed.published(house.store.lastPublished());
        house.settle();
        house.feeding = true;
        house.put("k", "2");
        house.settle();
        assertThat(caller.take()).containsExactly("created 0 @2", "events 0 @3 +k=2@3");
    }

    @Test
    void history_longerThanAPiece_comesInPiecesOfWholeRevisions() {
        WatchHouse small = new WatchHouse(WatchLimits.DEFAULT, new EventFeed(), 3);
        Caller reader = small.open();
        small.publish(putting("a", "1"), txn -> {
            putting("a", "2").accept(txn);
            putting("b", "2").accept(txn);
            putting("c", "2").accept(txn);
        });
        small.publish(putting("a", "3"), putting("a", "4"), putting("a", "5"), putting("a", "6"));
        reader.stream().create(everything().from(1));
        small.settle();
        assertThat(reader.take())
                .containsExactly(
                        "created 0 @7",
                        "events 0 @3 +a=1@2 +a=2@3 +b=2@3 +c=2@3",
                        "events 0 @6 +a=3@4 +a=4@5 +a=5@6",
                        "events 0 @7 +a=6@7");
    }

    @Test
    void laggingWatchers_atDifferentPositions_allArriveWithoutGap() {
        WatchHouse small = new WatchHouse(WatchLimits.DEFAULT, new EventFeed(), 2);
        Caller reader = small.open();
        for (int i = 0; i < 20; i++) {
            small.put("k", "v" + i);
        }
        for (long from : new long[] {2, 9, 10, 21}) {
            reader.stream().create(key("k").from(from));
        }
        small.loop.turn(0);
        small.put("k", "live");
        small.settle();
        for (long id = 0; id < 4; id++) {
            long watcher = id;
            long from = new long[] {2, 9, 10, 21}[(int) id];
            assertThat(reader.replies.stream()
                            .filter(reply -> reply.watchId() == watcher)
                            .flatMap(reply -> reply.events().stream())
                            .map(WatchEvent::modRevision))
                    .containsExactlyElementsOf(java.util.stream.LongStream.rangeClosed(from, 22)
                            .boxed()
                            .toList());
        }
    }

    @Test
    void fullOutlet_watcherHoldsARevisionAndGoesOnWhereItStopped() {
        create(key("k"));
        caller.take();
        caller.credit = 1;
        house.put("k", "1");
        house.put("k", "2");
        house.put("k", "3");
        house.settle();
        assertThat(caller.take()).containsExactly("events 0 @2 +k=1@2");
        caller.read();
        house.settle();
        assertThat(caller.take()).containsExactly("events 0 @4 +k=2@3 +k=3@4");
        caller.read();
        house.settle();
        house.put("k", "4");
        house.settle();
        assertThat(caller.take()).containsExactly("events 0 @5 +k=4@5");
    }

    @Test
    void meter_watcherThatFallsBehindAndCatchesUp_countsItMeanwhile() {
        create(key("k"));
        create(key("other"));
        assertThat(counted()).isEqualTo("1 streams, 2 watchers, 0 behind, 0 events");
        caller.credit = 1;
        house.put("k", "1");
        house.put("k", "2");
        house.settle();
        assertThat(counted()).isEqualTo("1 streams, 2 watchers, 1 behind, 1 events");
        caller.read();
        house.settle();
        assertThat(counted()).isEqualTo("1 streams, 2 watchers, 0 behind, 2 events");
        house.put("k", "3");
        assertThat(house.feed.changesWaiting()).isEqualTo(1);
        caller.stream().close();
        house.settle();
        assertThat(counted()).isEqualTo("0 streams, 0 watchers, 0 behind, 2 events");
        assertThat(house.feed.changesWaiting()).isZero();
    }

    private String counted() {
        WatchMeter meter = house.loop.meter();
        return meter.streams() + " streams, " + meter.watchers() + " watchers, " + meter.behind() + " behind, "
                + meter.events() + " events";
    }

    @Test
    void fullOutlet_ofOneStream_doesNotHoldUpAnother() {
        Caller quick = house.open();
        quick.stream().create(key("k"));
        create(key("k"));
        caller.credit = 0;
        house.put("k", "1");
        house.settle();
        assertThat(caller.take()).containsExactly("created 0 @1");
        assertThat(quick.take()).containsExactly("created 0 @1", "events 0 @2 +k=1@2");
    }

    @Test
    void filters_dropEventsOneByOneAlsoFromHistory() {
        house.put("a", "1");
        house.delete("a");
        WatchSpec deletes = everything().deletesOnly();
        WatchSpec puts = new WatchSpec(WatchHouse.ALL, WatchHouse.ALL, 1, false, false, false, true, false, 0);
        create(deletes.from(1));
        create(puts);
        house.publish(putting("a", "2"), txn -> {
            putting("b", "2").accept(txn);
            deleting("a").accept(txn);
        });
        house.settle();
        assertThat(caller.take())
                .containsExactlyInAnyOrder(
                        "created 0 @3",
                        "events 0 @3 -a@3",
                        "created 1 @3",
                        "events 1 @3 +a=1@2",
                        "events 1 @4 +a=2@4",
                        "events 1 @5 +b=2@5",
                        "events 0 @5 -a@5");
    }

    @Test
    void previousValues_areThereUnlessTheKeyIsNew() {
        create(withPrevious(key("k")));
        house.publish(putting("k", "1"), putting("k", "2"), deleting("k"), putting("k", "3"));
        house.settle();
        assertThat(caller.take())
                .containsExactly(
                        "created 0 @1",
                        "events 0 @2 +k=1@2",
                        "events 0 @3 +k=2@3(was 1)",
                        "events 0 @4 -k@4(was 2)",
                        "events 0 @5 +k=3@5");
        create(withPrevious(key("k").from(2)));
        assertThat(caller.take())
                .containsExactly("created 1 @5", "events 1 @5 +k=1@2 +k=2@3(was 1) -k@4(was 2) +k=3@5");
    }

    @Test
    void previousValue_compacted_isLeftOut() {
        house.publish(putting("k", "1"), putting("k", "2"), putting("k", "3"));
        house.compact(4);
        create(withPrevious(key("k").from(4)));
        assertThat(caller.take()).containsExactly("created 0 @4", "events 0 @4 +k=3@4");
    }

    @Test
    void event_wantedByMany_isMadeAndEncodedOnce() {
        Caller other = house.open();
        create(key("k"));
        create(everything());
        other.stream().create(range("a", "z"));
        house.settle();
        house.put("k", "1");
        house.settle();
        WatchEvent first = caller.replies.get(2).events().get(0);
        assertThat(caller.replies.get(3).events().get(0)).isSameAs(first);
        assertThat(other.replies.get(1).events().get(0)).isSameAs(first);
        assertThat(first.wire()).isSameAs(first.wire());
    }

    @Test
    void start_belowTheCompactedRevision_isCreatedAndCancelledAndKeepsItsId() {
        house.publish(putting("k", "1"), putting("k", "2"), putting("k", "3"));
        house.compact(4);
        create(withId(key("k").from(3), 5));
        create(withId(key("k"), 5));
        caller.stream().cancel(5);
        caller.stream().create(withId(key("k"), 5));
        house.settle();
        assertThat(caller.take())
                .containsExactly(
                        "created 5 @4",
                        "canceled 5 @0 compacted 4",
                        "refused -1 @4 because mvcc: duplicate watch ID provided on the WatchStream",
                        "canceled 5 @4",
                        "created 5 @4");
    }

    @Test
    void start_atACompactionThatIsADelete_losesNoEvent() {
        house.put("k", "1");
        house.delete("k");
        house.put("o", "1");
        house.compact(3);
        create(everything().from(3));
        assertThat(caller.take()).containsExactly("created 0 @4", "events 0 @4 -k@3 +o=1@4");
    }

    @Test
    void blockedWatcher_overtakenByCompaction_isCancelledAndNeverMovedOn() {
        create(key("k"));
        create(key("o"));
        caller.take();
        caller.credit = 0;
        house.put("k", "1");
        house.put("k", "2");
        house.put("k", "3");
        house.settle();
        house.compact(3);
        house.settle();
        assertThat(caller.take()).containsExactly("canceled 0 @0 compacted 3");
        caller.credit = Integer.MAX_VALUE;
        caller.read();
        house.put("o", "5");
        house.settle();
        assertThat(caller.take()).containsExactly("events 1 @5 +o=5@5");
    }

    @Test
    void blockedWatcher_compactionExactlyAtItsRevision_losesNothing() {
        create(key("k"));
        caller.take();
        caller.credit = 0;
        house.put("k", "1");
        house.delete("k");
        house.settle();
        house.compact(2);
        caller.credit = Integer.MAX_VALUE;
        caller.read();
        house.settle();
        assertThat(caller.take()).containsExactly("events 0 @3 +k=1@2 -k@3");
    }

    @Test
    void syncedWatchers_compactedToTheNewestRevision_liveOn() {
        create(key("k"));
        house.put("k", "1");
        house.compact(2);
        house.put("k", "2");
        house.settle();
        assertThat(caller.take()).containsExactly("created 0 @1", "events 0 @2 +k=1@2", "events 0 @3 +k=2@3");
    }

    @Test
    void feed_thatLeftBatchesOut_isMadeUpForFromHistory() {
        WatchHouse narrow = new WatchHouse(WatchLimits.DEFAULT, new EventFeed(0), 100);
        Caller reader = narrow.open();
        reader.stream().create(key("k"));
        narrow.settle();
        narrow.put("k", "1");
        narrow.put("k", "2");
        narrow.put("k", "3");
        narrow.settle();
        narrow.put("k", "4");
        narrow.settle();
        assertThat(reader.take())
                .containsExactly(
                        "created 0 @1", "events 0 @2 +k=1@2", "events 0 @4 +k=2@3 +k=3@4", "events 0 @5 +k=4@5");
    }

    @Test
    void state_replacedByANewerOne_resumesAllWithoutGapOrDouble() {
        create(key("k"));
        create(key("k").from(5));
        house.put("k", "1");
        house.settle();
        house.feeding = false;
        house.store.beginReplacement();
        caller.stream().create(key("k").from(2));
        house.settle();
        house.put("k", "2");
        house.put("k", "3");
        house.put("k", "4");
        house.settle();
        assertThat(caller.take()).containsExactly("created 0 @1", "created 1 @1", "events 0 @2 +k=1@2", "created 2 @2");
        house.store.rebuild();
        house.feed.replaced();
        house.settle();
        assertThat(caller.take())
                .containsExactlyInAnyOrder(
                        "events 0 @5 +k=2@3 +k=3@4 +k=4@5",
                        "events 1 @5 +k=4@5",
                        "events 2 @5 +k=1@2 +k=2@3 +k=3@4 +k=4@5");
    }

    @Test
    void state_replacedByOneThatIsCompacted_cancelsWhoNeededWhatIsGone() {
        create(key("k"));
        create(key("k").from(4));
        house.put("k", "1");
        house.settle();
        house.feeding = false;
        house.publish(putting("k", "2"), putting("k", "3"), putting("k", "4"));
        house.compact(4);
        house.store.beginReplacement();
        house.store.rebuild();
        house.feed.replaced();
        house.settle();
        house.feeding = true;
        house.put("k", "5");
        house.settle();
        assertThat(caller.take())
                .containsExactly(
                        "created 0 @1",
                        "created 1 @1",
                        "events 0 @2 +k=1@2",
                        "canceled 0 @0 compacted 4",
                        "events 1 @5 +k=3@4 +k=4@5",
                        "events 1 @6 +k=5@6");
    }

    @Test
    void ids_areCountedUpAndNotUsedAgain() {
        create(key("a"));
        create(key("b"));
        caller.stream().cancel(0);
        create(key("c"));
        caller.stream().cancel(0);
        caller.stream().cancel(77);
        house.settle();
        assertThat(caller.take()).containsExactly("created 0 @1", "created 1 @1", "canceled 0 @1", "created 2 @1");
        assertThat(caller.requestsDone).isEqualTo(6);
    }

    @Test
    void cancelledWatcher_isToldNothingMore() {
        create(key("k"));
        caller.stream().cancel(0);
        house.put("k", "1");
        house.settle();
        assertThat(caller.take()).containsExactly("created 0 @1", "canceled 0 @2");
    }

    @Test
    void badSpecs_areRefused() {
        create(range("b", "b"));
        create(range("c", "b"));
        create(key("k").from(-1));
        assertThat(caller.take())
                .containsExactly(
                        "refused -1 @1 because mvcc: watcher range is empty",
                        "refused -1 @1 because mvcc: watcher range is empty",
                        "refused -1 @1 because mvcc: watcher start revision is negative");
    }

    @Test
    void limits_reached_refuseWatchersAndStreams() {
        WatchHouse few = new WatchHouse(WatchHouse.FEW, new EventFeed(), 100);
        Caller one = few.open();
        Caller two = few.open();
        assertThat(few.open().refused).isEqualTo(EtcdError.TOO_MANY_REQUESTS);
        for (int i = 0; i < 4; i++) {
            one.stream().create(key("k"));
        }
        few.settle();
        two.stream().create(key("k"));
        two.stream().create(key("k"));
        few.settle();
        assertThat(one.take())
                .containsExactly(
                        "created 0 @1",
                        "created 1 @1",
                        "created 2 @1",
                        "refused -1 @1 because etcdserver: too many requests");
        assertThat(two.take()).containsExactly("created 0 @1", "refused -1 @1 because etcdserver: too many requests");
        one.stream().close();
        few.settle();
        two.stream().create(key("k"));
        few.settle();
        assertThat(two.take()).containsExactly("created 1 @1");
        assertThat(few.open().refused).isNull();
    }

    @Test
    void permit_isAskedAtCreationAndAgainWhenPermissionsChange() {
        boolean[] allowed = {true};
        Caller guarded = house.open(
                span -> span.from().equals(Bytes.utf8("k")) && allowed[0] ? Optional.empty() : Optional.of("denied"),
                0);
        guarded.stream().create(key("k"));
        guarded.stream().create(key("other"));
        house.settle();
        allowed[0] = false;
        house.loop.permissionsChanged();
        house.put("k", "1");
        house.settle();
        assertThat(guarded.take())
                .containsExactly("created 0 @1", "refused -1 @1 because denied", "canceled 0 @2 because denied");
    }

    @Test
    void right_takenWhileTheLoopIsLate_hidesWhatIsWrittenAfterwards() {
        boolean[] allowed = {true};
        Caller guarded = house.open(span -> allowed[0] ? Optional.empty() : Optional.of("denied"), 0);
        guarded.stream().create(key("k"));
        house.settle();
        house.put("k", "1");
        // Whoever begins now brings the loop to what is published by then, before it looks at anything else.
        caller.stream().create(key("k"));
        allowed[0] = false;
        house.loop.permissionsChanged();
        house.put("k", "2");
        house.settle();
        assertThat(guarded.take()).containsExactly("created 0 @1", "canceled 0 @3 because denied");
        assertThat(caller.take()).containsExactly("created 0 @3");
    }

    @Test
    void right_takenInTheMidstOfATurn_hidesWhatIsWrittenAfterwards() {
        boolean[] allowed = {true};
        Caller guarded = house.open(span -> allowed[0] ? Optional.empty() : Optional.of("denied"), 0);
        guarded.stream().create(key("k"));
        house.settle();
        house.put("k", "1");
        inTheMidstOfTheTurn(() -> {
            allowed[0] = false;
            house.loop.permissionsChanged();
            house.put("k", "2");
        });
        house.settle();
        assertThat(guarded.take())
                .containsExactly("created 0 @1", "events 0 @2 +k=1@2", "canceled 0 @3 because denied");
    }

    @Test
    void right_takenInTheMidstOfATurnThatReadsHistory_hidesWhatIsWrittenAfterwards() {
        boolean[] allowed = {true};
        Caller guarded = house.open(span -> allowed[0] ? Optional.empty() : Optional.of("denied"), 0);
        guarded.stream().create(key("k"));
        house.settle();
        house.feeding = false;
        house.feed.replaced();
        inTheMidstOfTheTurn(() -> {
            allowed[0] = false;
            house.loop.permissionsChanged();
            house.put("k", "1");
        });
        house.settle();
        assertThat(guarded.take()).containsExactly("created 0 @1", "canceled 0 @2 because denied");
    }

    /** What other loops do while this one has looked at what there was to do, and is not through with it. */
    private void inTheMidstOfTheTurn(Runnable others) {
        boolean[] asked = {false};
        Caller newcomer = house.open(
                span -> {
                    if (!asked[0]) {
                        asked[0] = true;
                        others.run();
                    }
                    return Optional.empty();
                },
                0);
        newcomer.stream().create(key("other"));
    }

    @Test
    void progressRequest_isAnsweredAfterAllEventsUpToItsMoment() {
        house.put("k", "1");
        create(key("k"));
        caller.stream().requestProgress();
        house.put("o", "2");
        house.put("k", "3");
        house.settle();
        assertThat(caller.take()).containsExactly("created 0 @2", "events 0 @4 +k=3@4", "progress -1 @4");
    }

    @Test
    void progressRequest_whileAWatcherIsBlocked_waitsForIt() {
        create(key("k"));
        caller.take();
        caller.credit = 1;
        house.put("k", "1");
        house.put("k", "2");
        caller.stream().requestProgress();
        house.settle();
        assertThat(caller.take()).containsExactly("events 0 @2 +k=1@2");
        caller.read();
        house.settle();
        assertThat(caller.take()).containsExactly("events 0 @3 +k=2@3", "progress -1 @3");
    }

    @Test
    void progressRequest_withoutWatchersOrWithOneInTheFuture_isNotAnswered() {
        caller.stream().requestProgress();
        house.settle();
        create(key("k").from(3));
        caller.stream().requestProgress();
        house.settle();
        assertThat(caller.take()).containsExactly("created 0 @1");
        house.put("o", "1");
        house.put("o", "2");
        caller.stream().requestProgress();
        house.settle();
        assertThat(caller.take()).containsExactly("progress -1 @3");
        assertThat(caller.requestsDone).isEqualTo(4);
    }

    @Test
    void progressNotify_goesToIdleSyncedWatchersThatAskedForIt() {
        Caller timed = house.open(WatchPermit.ALL, 1_000);
        timed.stream().create(withProgress(key("k")));
        timed.stream().create(key("k"));
        timed.stream().create(withProgress(key("k").from(50)));
        house.settle();
        assertThat(house.deadlineNanos()).isEqualTo(1_000);
        house.passNanos(999);
        assertThat(timed.take()).containsExactly("created 0 @1", "created 1 @1", "created 2 @1");
        house.passNanos(1);
        assertThat(timed.take()).containsExactly("progress 0 @1");
        house.put("k", "1");
        house.passNanos(1_000);
        assertThat(timed.take()).containsExactly("events 0 @2 +k=1@2", "events 1 @2 +k=1@2");
        house.passNanos(1_000);
        assertThat(timed.take()).containsExactly("progress 0 @2");
        timed.stream().close();
        house.settle();
        assertThat(house.deadlineNanos()).isEqualTo(-1);
    }

    @Test
    void closedStream_isToldNothing() {
        create(key("k"));
        caller.stream().close();
        caller.stream().create(key("k"));
        caller.stream().cancel(0);
        caller.stream().requestProgress();
        caller.stream().close();
        house.put("k", "1");
        house.settle();
        assertThat(caller.take()).containsExactly("created 0 @1");
    }

    @Test
    void batch_ofManyRevisions_flushesAnOutletOnce() {
        create(key("k"));
        int before = caller.flushes;
        house.publish(putting("k", "1"), putting("k", "2"), putting("k", "3"));
        house.settle();
        assertThat(caller.flushes).isEqualTo(before + 1);
    }

    @Test
    void loop_thatEnds_endsItsStreams() {
        create(key("k"));
        Caller late = house.open();
        house.loop.detach();
        assertThat(caller.ended).isEqualTo(EtcdError.STOPPED);
        assertThat(late.ended).isEqualTo(EtcdError.STOPPED);
        assertThat(house.open().refused).isEqualTo(EtcdError.STOPPED);
    }
}
