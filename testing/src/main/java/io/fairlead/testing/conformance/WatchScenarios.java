package io.fairlead.testing.conformance;

import static io.fairlead.testing.conformance.Scenario.safety;
import static io.fairlead.testing.conformance.Scenario.service;
import static io.fairlead.testing.conformance.Stage.PATIENCE;

import io.fairlead.api.error.EtcdError;
import io.fairlead.testing.conformance.ClientUnderTest.Ability;
import io.fairlead.testing.conformance.ClientUnderTest.Settings;
import io.fairlead.testing.fake.Ending;
import io.fairlead.testing.fake.FakeEtcd;
import io.fairlead.testing.fake.Received;
import io.fairlead.testing.fake.StreamScript;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Watches: nothing lost, nothing doubled, in order, wherever and however streams end. */
final class WatchScenarios {
    private static final String WATCH = "Watch";
    private static final int FLOOD = 3_000;

    private WatchScenarios() {}

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.add(safety(
                "watch",
                "watchFromRevision_createdThenStreamDies_resumesWhereItWasAsked",
                WatchScenarios::fromRevisionBeforeAnyEvent));
        all.add(safety(
                "watch", "watchFromNow_createdThenStreamDies_seesTheWritesOfTheGap", WatchScenarios::fromNowWithGap));
        all.add(safety("watch", "watch_progressThenStreamDies_neitherRepeatsNorLoses", WatchScenarios::afterProgress));
        all.add(safety("watch", "watch_streamEndsWithStatusOk_goesOn", WatchScenarios::endsGracefully));
        Endings.ofStreams().forEach((name, ending) -> {
            all.add(safety(
                    "watch",
                    "watchFromNow_stream_" + name + "_atEveryPoint_losesAndDoublesNothing",
                    stage -> Endings.atEveryPoint(stage, WATCH, ending, WatchScenarios::fromNow)));
            all.add(safety(
                    "watch",
                    "watchFromRevision_stream_" + name + "_atEveryPoint_losesAndDoublesNothing",
                    stage -> Endings.atEveryPoint(stage, WATCH, ending, WatchScenarios::fromRevision)));
            all.add(safety(
                    "watch",
                    "threeWatches_stream_" + name + "_atEveryPoint_losesAndDoublesNothing",
                    stage -> Endings.atEveryPoint(stage, WATCH, ending, WatchScenarios::several)));
        });
        all.add(safety(
                "watch", "watch_everyStreamEndsAfterOneEvent_losesAndDoublesNothing", WatchScenarios::oneEventEach));
        all.add(safety(
                "watch",
                "watch_streamEndsBetweenFragments_deliversTheRevisionOnceAndWhole",
                WatchScenarios::fragments));
        all.add(safety(
                "watch",
                "watch_historyOfManyRevisionsInOneMessage_isTakenApart",
                WatchScenarios::historyInOneMessage,
                Ability.WHOLE_REVISIONS));
        all.add(safety(
                "watch",
                "watchFromNow_createdHeaderAheadOfTheFirstEvents_doublesNothing",
                WatchScenarios::createdHeaderAhead));
        all.add(service("watch", "watch_memberLosesItsLeader_movesToAnother", WatchScenarios::leaderless));
        all.add(service("watch", "watch_noMemberHasALeaderForAWhile_goesOnAfterwards", WatchScenarios::allLeaderless));
        all.add(service("watch", "watch_memberAcceptsAndSaysNothing_isTakenUpElsewhere", WatchScenarios::silentAtOpen));
        all.add(service(
                "watch", "watch_resumedAtAMemberThatSaysNothing_isTakenUpElsewhere", WatchScenarios::silentAtResume));
        all.add(service("watch", "watch_memberIsGone_movesToAnother", WatchScenarios::memberGone));
        all.add(service("watch", "watch_firstMemberIsNotThere_isTakenUpByTheSecond", WatchScenarios::firstNotThere));
        all.add(service("watch", "watch_permissionDenied_endsSoonAndOnce", WatchScenarios::permissionDenied));
        all.add(service(
                "watch", "watch_tokenExpiredAndStreamEnds_goesOn", WatchScenarios::tokenExpired, Ability.LOGIN));
        all.add(service(
                "watch",
                "watch_refusedForAnOldAuthRevision_isAskedForAgain",
                WatchScenarios::authRevisionOld,
                Ability.LOGIN));
        all.add(safety(
                "watch",
                "watch_receiverIsSlowAndStreamsEnd_losesNothingAndHoldsUpNobody",
                WatchScenarios::slowReceiver,
                Ability.BLOCKING_RECEIVER));
        all.add(safety(
                "watch",
                "watch_receiverIsSlowAndHistoryGoes_deliversAllOrSaysSo",
                WatchScenarios::slowReceiverCompacted,
                Ability.BLOCKING_RECEIVER));
        all.add(service(
                "watch",
                "watch_receiverCallsTheClient_getsItsAnswer",
                WatchScenarios::receiverCalls,
                Ability.BLOCKING_RECEIVER));
        all.add(service("watch", "watch_closed_leavesNoWatcherBehind", WatchScenarios::closed));
        all.add(service("watch", "manyWatches_shareStreams", WatchScenarios::shareStreams));
        all.add(service("watch", "watch_everyStreamIsRefused_doesNotStorm", WatchScenarios::noStorm));
        return all;
    }

    // The experiments.

    private static void fromRevisionBeforeAnyEvent(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        writeHistory(etcd);
        etcd.nextStreams(WATCH, StreamScript.after(2, Ending.unavailable()));
        WatchTape tape = new WatchTape();
        stage.watch(stage.client(etcd), WatchWish.from("a/", 5), tape);
        etcd.put("a/end", "1");
        tape.mustBe(etcd.changes("a/", 5), PATIENCE);
    }

    private static void fromNowWithGap(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.put("a/before", "1");
        etcd.advanceTo(100);
        WatchTape tape = new WatchTape();
        stage.watch(stage.client(etcd), WatchWish.fromNow("a/"), tape);
        etcd.atOnce(() -> {
            etcd.endWatchStreams(Ending.unavailable());
            etcd.put("a/gap", "1");
        });
        etcd.put("a/end", "1");
        tape.mustBe(etcd.changes("a/", 101), PATIENCE);
    }

    private static void afterProgress(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.advanceTo(100);
        WatchTape tape = new WatchTape();
        stage.watch(stage.client(etcd), WatchWish.fromNow("a/").withProgress(), tape);
        etcd.advanceTo(119);
        etcd.put("a/1", "120");
        etcd.atOnce(() -> {
            etcd.sendProgress();
            etcd.endWatchStreams(Ending.unavailable());
            etcd.put("a/1", "121");
        });
        etcd.put("a/end", "1");
        tape.mustBe(etcd.changes("a/", 101), PATIENCE);
    }

    private static void endsGracefully(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.advanceTo(100);
        WatchTape tape = new WatchTape();
        stage.watch(stage.client(etcd), WatchWish.fromNow("a/"), tape);
        etcd.put("a/1", "before");
        etcd.atOnce(() -> {
            etcd.endWatchStreams(Ending.ok());
            etcd.put("a/1", "between");
        });
        etcd.put("a/end", "1");
        tape.mustBe(etcd.changes("a/", 101), PATIENCE);
    }

    // Ends at every point.

    private static void fromNow(Stage stage, FakeEtcd etcd) throws Exception {
        etcd.put("a/before", "1");
        etcd.advanceTo(100);
        etcd.fragmentAfter(1);
        WatchTape tape = new WatchTape();
        stage.watch(stage.client(etcd), WatchWish.fromNow("a/").withProgress(), tape);
        etcd.put("a/1", "one");
        etcd.put("a/1", "two", "a/2", "two", "a/3", "two");
        etcd.advanceTo(110);
        etcd.sendProgress();
        etcd.delete("a/2");
        etcd.put("b/1", "elsewhere");
        etcd.put("a/1", "end", "a/3", "end");
        tape.mustBe(etcd.changes("a/", 101), PATIENCE);
        mustBeWhole(stage, tape);
    }

    private static void fromRevision(Stage stage, FakeEtcd etcd) throws Exception {
        writeHistory(etcd);
        etcd.fragmentAfter(2);
        etcd.sendHistoryInOneMessage();
        WatchTape tape = new WatchTape();
        stage.watch(stage.client(etcd), WatchWish.from("a/", 5), tape);
        etcd.put("a/1", "live", "a/2", "live", "a/4", "live");
        etcd.delete("a/1", "a/2");
        etcd.put("a/1", "end");
        tape.mustBe(etcd.changes("a/", 5), PATIENCE);
        mustBeWhole(stage, tape);
    }

    private static void several(Stage stage, FakeEtcd etcd) throws Exception {
        writeHistory(etcd);
        ClientUnderTest client = stage.client(etcd);
        WatchTape now = new WatchTape();
        WatchTape past = new WatchTape();
        WatchTape other = new WatchTape();
        stage.watch(client, WatchWish.fromNow("a/"), now);
        stage.watch(client, WatchWish.from("a/", 5), past);
        stage.watch(client, WatchWish.from("b/", 7).withProgress(), other);
        etcd.put("a/1", "live", "b/1", "live");
        etcd.sendProgress();
        etcd.put("a/1", "end", "b/1", "end");
        now.mustBe(etcd.changes("a/", 101), PATIENCE);
        past.mustBe(etcd.changes("a/", 5), PATIENCE);
        other.mustBe(etcd.changes("b/", 7), PATIENCE);
        mustBeWhole(stage, past);
    }

    /** Puts and deletes at the revisions from 2 to 13, then nothing up to 100. */
    private static void writeHistory(FakeEtcd etcd) {
        etcd.put("a/1", "2");
        etcd.put("b/1", "3");
        etcd.put("a/2", "4");
        etcd.put("a/1", "5", "a/2", "5", "a/3", "5");
        etcd.put("a/1", "6");
        etcd.delete("a/1", "a/2");
        etcd.put("b/1", "8", "a/1", "8");
        etcd.put("b/2", "9");
        etcd.delete("a/3", "b/2");
        etcd.put("a/3", "11");
        etcd.put("a/3", "12");
        etcd.put("b/3", "13");
        etcd.advanceTo(100);
    }

    private static void mustBeWhole(Stage stage, WatchTape tape) {
        if (stage.opener().abilities().contains(Ability.WHOLE_REVISIONS)) {
            tape.mustBeWholeRevisions();
        }
    }

    private static void oneEventEach(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        for (int i = 0; i < 30; i++) {
            etcd.put("a/" + i % 4, "v" + i);
        }
        List<Ending> endings = List.copyOf(Endings.ofStreams().values());
        IntStream.range(0, 25)
                .forEach(i -> etcd.nextStreams(WATCH, StreamScript.after(3, endings.get(i % endings.size()))));
        WatchTape tape = new WatchTape();
        stage.watch(stage.client(etcd), WatchWish.from("a/", 2), tape);
        etcd.put("a/end", "1");
        tape.mustBe(etcd.changes("a/", 2), PATIENCE.multipliedBy(2));
    }

    private static void fragments(Stage stage) throws Exception {
        for (int pieces = 1; pieces <= 5; pieces++) {
            try (Stage one = stage.another()) {
                FakeEtcd etcd = one.etcd(2);
                etcd.advanceTo(100);
                etcd.fragmentAfter(2);
                etcd.nextStreams(WATCH, StreamScript.after(2 + pieces, Ending.unavailable()));
                WatchTape tape = new WatchTape();
                one.watch(one.client(etcd), WatchWish.fromNow("a/"), tape);
                String[] entries = new String[20];
                for (int i = 0; i < entries.length; i += 2) {
                    entries[i] = "a/" + i;
                    entries[i + 1] = "v" + i;
                }
                etcd.put(entries);
                etcd.put("a/end", "1");
                tape.mustBe(etcd.changes("a/", 101), PATIENCE);
                mustBeWhole(one, tape);
            }
        }
    }

    private static void historyInOneMessage(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(1);
        writeHistory(etcd);
        etcd.sendHistoryInOneMessage();
        WatchTape tape = new WatchTape();
        stage.watch(stage.client(etcd), WatchWish.from("a/", 2), tape);
        etcd.put("a/end", "1");
        tape.mustBe(etcd.changes("a/", 2), PATIENCE);
        tape.mustBeWholeRevisions();
    }

    /** etcd fixes where a watcher begins before it reads the revision for the header, so that the first events may be older. */
    private static void createdHeaderAhead(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.advanceTo(99);
        etcd.put("a/1", "100");
        etcd.createdHeaderAheadBy(1);
        WatchTape tape = new WatchTape();
        stage.watch(stage.client(etcd), WatchWish.fromNow("a/"), tape);
        etcd.atOnce(() -> {
            etcd.createdHeaderAheadBy(0);
            etcd.endWatchStreams(Ending.unavailable());
            etcd.put("a/1", "101");
        });
        etcd.put("a/end", "1");
        tape.awaitEvents(2, PATIENCE);
        // Whether the write before the watch is delivered is the client's choice; twice it may not be.
        long first = tape.events().get(0).revision() == 100 ? 100 : 101;
        tape.mustBe(etcd.changes("a/", first), PATIENCE);
    }

    // Members in trouble.

    private static void leaderless(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(3);
        WatchTape tape = new WatchTape();
        stage.watch(stage.client(etcd), WatchWish.fromNow("a/"), tape);
        etcd.put("a/1", "1");
        tape.awaitEvents(1, PATIENCE);
        etcd.loseLeader(home(etcd));
        etcd.put("a/end", "1");
        tape.mustBe(etcd.changes("a/", 1), PATIENCE);
    }

    private static void allLeaderless(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        WatchTape tape = new WatchTape();
        stage.watch(stage.client(etcd), WatchWish.fromNow("a/"), tape);
        etcd.put("a/1", "1");
        tape.awaitEvents(1, PATIENCE);
        etcd.atOnce(() -> {
            etcd.loseLeader(0);
            etcd.loseLeader(1);
        });
        etcd.put("a/1", "2");
        etcd.findLeader(0);
        etcd.findLeader(1);
        etcd.put("a/end", "1");
        tape.mustBe(etcd.changes("a/", 1), PATIENCE);
    }

    private static int home(FakeEtcd etcd) {
        List<Received> received = etcd.received(WATCH);
        return received.get(received.size() - 1).member();
    }

    private static void silentAtOpen(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.nextStreams(WATCH, StreamScript.after(0, Ending.silence()));
        WatchTape tape = new WatchTape();
        stage.watch(stage.client(etcd), WatchWish.fromNow("a/"), tape);
        etcd.put("a/end", "1");
        tape.mustBe(etcd.changes("a/", 1), PATIENCE);
    }

    private static void silentAtResume(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.nextStreams(WATCH, StreamScript.after(3, Ending.unavailable()), StreamScript.after(1, Ending.silence()));
        WatchTape tape = new WatchTape();
        stage.watch(stage.client(etcd), WatchWish.fromNow("a/"), tape);
        etcd.put("a/1", "1");
        etcd.awaitScripts(2, PATIENCE);
        etcd.put("a/end", "1");
        tape.mustBe(etcd.changes("a/", 1), PATIENCE);
    }

    private static void memberGone(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        WatchTape tape = new WatchTape();
        stage.watch(stage.client(etcd), WatchWish.fromNow("a/"), tape);
        etcd.put("a/1", "1");
        tape.awaitEvents(1, PATIENCE);
        int home = home(etcd);
        etcd.atOnce(() -> {
            etcd.down(home);
            etcd.put("a/2", "2");
        });
        etcd.put("a/end", "1");
        tape.mustBe(etcd.changes("a/", 1), PATIENCE);
    }

    private static void firstNotThere(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.down(0);
        WatchTape tape = new WatchTape();
        stage.watch(stage.client(etcd), WatchWish.fromNow("a/"), tape);
        etcd.put("a/end", "1");
        tape.mustBe(etcd.changes("a/", 1), PATIENCE);
    }

    // Users and tokens.

    private static void permissionDenied(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.refuseWatches(Collections.nCopies(100, EtcdError.PERMISSION_DENIED).toArray(new EtcdError[0]));
        WatchTape tape = new WatchTape();
        try {
            stage.watch(stage.client(etcd), WatchWish.fromNow("a/"), tape);
            tape.awaitEnd(PATIENCE);
        } catch (CallFailed refused) {
            tape.ended(refused.toString(), 0);
        }
        check(tape.countEnds() == 1, "the end was told " + tape.countEnds() + " times");
        int asked = etcd.received(WATCH).size();
        check(asked <= 10, "asked " + asked + " times");
    }

    private static void tokenExpired(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.requireLogin("ann", "secret");
        WatchTape tape = new WatchTape();
        ClientUnderTest client = stage.client(new Settings(etcd.endpoints(), Stage.DEADLINE, "ann", "secret"));
        stage.watch(client, WatchWish.fromNow("a/"), tape);
        etcd.put("a/1", "1");
        tape.awaitEvents(1, PATIENCE);
        etcd.atOnce(() -> {
            etcd.expireTokens();
            etcd.endWatchStreams(Ending.unavailable());
            etcd.put("a/1", "2");
        });
        etcd.put("a/end", "1");
        tape.mustBe(etcd.changes("a/", 1), PATIENCE);
    }

    private static void authRevisionOld(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.requireLogin("ann", "secret");
        WatchTape tape = new WatchTape();
        ClientUnderTest client = stage.client(new Settings(etcd.endpoints(), Stage.DEADLINE, "ann", "secret"));
        etcd.refuseWatches(EtcdError.AUTH_OLD_REVISION);
        stage.watch(client, WatchWish.fromNow("a/"), tape);
        etcd.put("a/end", "1");
        tape.mustBe(etcd.changes("a/", 1), PATIENCE);
    }

    // Receivers.

    private static void slowReceiver(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        CountDownLatch release = new CountDownLatch(1);
        stage.closeLater(release::countDown);
        WatchTape slow = new WatchTape(batch -> hold(release));
        WatchTape quick = new WatchTape();
        ClientUnderTest client = stage.client(etcd);
        stage.watch(client, WatchWish.fromNow("a/"), slow);
        stage.watch(client, WatchWish.fromNow("a/"), quick);
        flood(etcd);
        etcd.endWatchStreams(Ending.ok());
        flood(etcd);
        etcd.put("a/end", "1");
        quick.mustBe(etcd.changes("a/", 1), PATIENCE);
        release.countDown();
        slow.mustBe(etcd.changes("a/", 1), PATIENCE);
    }

    private static void slowReceiverCompacted(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        CountDownLatch release = new CountDownLatch(1);
        stage.closeLater(release::countDown);
        WatchTape tape = new WatchTape(batch -> hold(release));
        stage.watch(stage.client(etcd), WatchWish.fromNow("a/"), tape);
        flood(etcd);
        etcd.atOnce(() -> {
            etcd.endWatchStreams(Ending.unavailable());
            etcd.put("a/end", "1");
            etcd.compact(etcd.revision());
        });
        release.countDown();
        var expected = etcd.changes("a/", 1);
        try {
            tape.mustBe(expected, PATIENCE);
        } catch (AssertionError e) {
            var got = tape.events();
            check(tape.end().isPresent(), "history was skipped silently: " + e.getMessage());
            check(
                    got.size() <= expected.size() && got.equals(expected.subList(0, got.size())),
                    "not everything up to its end: " + e.getMessage());
        }
    }

    private static void flood(FakeEtcd etcd) {
        etcd.atOnce(() -> {
            for (int i = 0; i < FLOOD; i++) {
                etcd.put("a/" + i % 10, "v" + i);
            }
        });
    }

    private static void hold(CountDownLatch release) {
        try {
            if (!release.await(PATIENCE.toNanos() * 4, TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException("nobody let go");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void receiverCalls(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        ClientUnderTest client = stage.client(etcd);
        List<String> answers = Collections.synchronizedList(new ArrayList<>());
        WatchTape tape = new WatchTape(batch -> {
            try {
                answers.add(client.get("a/1").orElse("nothing"));
            } catch (CallFailed e) {
                answers.add(e.toString());
            }
        });
        stage.watch(client, WatchWish.fromNow("a/"), tape);
        etcd.put("a/1", "v");
        tape.awaitEvents(1, PATIENCE);
        check(answers.equals(List.of("v")), "a call in the receiver: " + answers);
    }

    // Tidiness.

    private static void closed(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        ClientUnderTest client = stage.client(etcd);
        List<AutoCloseable> watches = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            watches.add(stage.watch(client, WatchWish.fromNow("a/"), new WatchTape()));
        }
        etcd.awaitWatchers(5, PATIENCE);
        for (AutoCloseable watch : watches) {
            watch.close();
        }
        etcd.awaitWatchers(0, PATIENCE);
    }

    private static void shareStreams(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(1);
        ClientUnderTest client = stage.client(etcd);
        WatchTape last = new WatchTape();
        for (int i = 0; i < 99; i++) {
            stage.watch(client, WatchWish.fromNow("a/"), new WatchTape());
        }
        stage.watch(client, WatchWish.fromNow("a/"), last);
        etcd.put("a/end", "1");
        last.mustBe(etcd.changes("a/", 1), PATIENCE);
        long streams = etcd.received(WATCH).stream()
                .mapToLong(Received::stream)
                .distinct()
                .count();
        check(streams <= 10, "100 watches take " + streams + " streams");
    }

    /** A client that comes back at once, always, would ask thousands of times while somebody else writes for a second. */
    private static void noStorm(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        WatchTape tape = new WatchTape();
        stage.watch(stage.client(etcd), WatchWish.fromNow("a/"), tape);
        etcd.nextStreams(
                WATCH,
                Collections.nCopies(5_000, StreamScript.after(1, Ending.unavailable()))
                        .toArray(new StreamScript[0]));
        etcd.endWatchStreams(Ending.unavailable());
        long lease = etcd.grant(1);
        etcd.awaitRenewals(lease, 1, PATIENCE);
        int asked = etcd.received(WATCH).size();
        check(asked <= 100, "asked " + asked + " times within a second");
        etcd.forgetScripts();
        etcd.put("a/end", "1");
        tape.mustBe(etcd.changes("a/", 1), PATIENCE);
    }

    static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
