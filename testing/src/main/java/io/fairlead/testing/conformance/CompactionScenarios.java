package io.fairlead.testing.conformance;

import static io.fairlead.testing.conformance.Scenario.safety;
import static io.fairlead.testing.conformance.Stage.PATIENCE;
import static io.fairlead.testing.conformance.WatchScenarios.check;

import io.fairlead.testing.conformance.ClientUnderTest.Ability;
import io.fairlead.testing.conformance.WatchWish.OnCompacted;
import io.fairlead.testing.fake.Ending;
import io.fairlead.testing.fake.FakeEtcd;
import io.fairlead.testing.fake.KeyChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Watches whose history is compacted under them: they never go on as if nothing had been lost. */
final class CompactionScenarios {
    private CompactionScenarios() {}

    static List<Scenario> all() {
        return List.of(
                safety("watch", "watch_startCompacted_endsOnceAndTellsWhereHistoryBegins", CompactionScenarios::start),
                safety(
                        "watch",
                        "watch_compactedWhileDisconnected_endsAndTellsWhereHistoryBegins",
                        CompactionScenarios::whileAway),
                safety(
                        "watch",
                        "watch_compactedUpToItsPosition_losesNothing",
                        CompactionScenarios::exactlyToThePosition),
                safety(
                        "watch",
                        "watch_compactedUpToTheProgressItHeard_losesNothing",
                        CompactionScenarios::progressThenCompaction),
                safety(
                        "watch",
                        "watchThatRestarts_compactedWhileDisconnected_goesOnAndTellsWhatIsLost",
                        CompactionScenarios::restart,
                        Ability.RESTART),
                safety(
                        "watch",
                        "watchThatRestarts_startCompacted_goesOnAndTellsWhatIsLost",
                        CompactionScenarios::restartAtStart,
                        Ability.RESTART),
                safety(
                        "watch",
                        "watchThatResyncs_compactedWhileDisconnected_deliversTheDifference",
                        CompactionScenarios::resync,
                        Ability.RESYNC));
    }

    private static void start(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.put("a/1", "1");
        etcd.advanceTo(100);
        etcd.compact(50);
        WatchTape tape = new WatchTape();
        long told = 50;
        try {
            stage.watch(stage.client(etcd), WatchWish.from("a/", 5), tape);
            told = tape.awaitEnd(PATIENCE);
        } catch (CallFailed refused) {
            check(refused.toString().contains("compact"), "refused for another reason: " + refused);
        }
        check(told == 50, "history begins at 50, it says " + told);
        check(tape.countEnds() <= 1, "the end was told " + tape.countEnds() + " times");
        check(tape.events().isEmpty(), "events: " + tape.events());
    }

    /** One event is delivered; then the stream ends, and before anybody comes back four revisions come and three of them go. */
    private static void loseHistory(FakeEtcd etcd, WatchTape tape) {
        etcd.put("a/1", "101");
        tape.awaitEvents(1, PATIENCE);
        etcd.atOnce(() -> {
            etcd.endWatchStreams(Ending.unavailable());
            etcd.put("a/2", "102");
            etcd.put("a/3", "103");
            etcd.delete("a/1");
            etcd.put("a/2", "105");
            etcd.compact(105);
        });
    }

    private static void whileAway(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.advanceTo(100);
        WatchTape tape = new WatchTape();
        stage.watch(stage.client(etcd), WatchWish.fromNow("a/"), tape);
        loseHistory(etcd, tape);
        check(tape.awaitEnd(PATIENCE) == 105, "history begins at 105");
        check(tape.events().equals(etcd.changes("a/", 101).subList(0, 1)), "events: " + tape.events());
    }

    private static void exactlyToThePosition(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.advanceTo(100);
        WatchTape tape = new WatchTape();
        stage.watch(stage.client(etcd), WatchWish.fromNow("a/"), tape);
        etcd.put("a/1", "101");
        tape.awaitEvents(1, PATIENCE);
        etcd.atOnce(() -> {
            etcd.endWatchStreams(Ending.ok());
            etcd.put("a/1", "102");
            etcd.put("a/1", "103");
            etcd.compact(102);
        });
        etcd.put("a/end", "1");
        tape.mustBe(etcd.changes("a/", 101), PATIENCE);
    }

    private static void progressThenCompaction(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.advanceTo(100);
        WatchTape tape = new WatchTape();
        stage.watch(stage.client(etcd), WatchWish.fromNow("a/").withProgress(), tape);
        etcd.advanceTo(120);
        etcd.atOnce(() -> {
            etcd.sendProgress();
            etcd.endWatchStreams(Ending.unavailable());
            etcd.put("a/1", "121");
            etcd.compact(121);
        });
        etcd.put("a/end", "1");
        tape.mustBe(etcd.changes("a/", 101), PATIENCE);
    }

    private static void restart(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.advanceTo(100);
        WatchTape tape = new WatchTape();
        stage.watch(stage.client(etcd), WatchWish.fromNow("a/").onCompacted(OnCompacted.RESTART), tape);
        loseHistory(etcd, tape);
        etcd.put("a/end", "1");
        List<KeyChange> expected = new ArrayList<>(etcd.changes("a/", 105));
        expected.add(0, etcd.changes("a/", 101).get(0));
        tape.mustBe(expected, PATIENCE);
        check(tape.skips().equals(List.of("102..104")), "lost are 102..104, it says " + tape.skips());
    }

    private static void restartAtStart(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.put("a/1", "1");
        etcd.advanceTo(100);
        etcd.compact(50);
        WatchTape tape = new WatchTape();
        stage.watch(stage.client(etcd), WatchWish.from("a/", 2).onCompacted(OnCompacted.RESTART), tape);
        etcd.put("a/end", "1");
        tape.mustBe(etcd.changes("a/", 50), PATIENCE);
        check(tape.skips().equals(List.of("2..49")), "lost are 2..49, it says " + tape.skips());
    }

    private static void resync(Stage stage) throws Exception {
        FakeEtcd etcd = stage.etcd(2);
        etcd.advanceTo(100);
        WatchTape tape = new WatchTape();
        stage.watch(stage.client(etcd), WatchWish.fromNow("a/").onCompacted(OnCompacted.RESYNC), tape);
        loseHistory(etcd, tape);
        etcd.put("b/1", "elsewhere");
        tape.awaitResync(PATIENCE);
        etcd.put("a/end", "1");
        List<KeyChange> expected = new ArrayList<>(etcd.changes("a/", 106));
        expected.add(0, etcd.changes("a/", 101).get(0));
        tape.mustBe(expected, PATIENCE);
        check(tape.resyncs().size() == 1, "one difference, not " + tape.resyncs());
        Set<String> difference = tape.resyncs().get(0).stream()
                .map(change -> change.delete() ? "-" + change.key() : change.key() + "=" + change.value())
                .collect(Collectors.toCollection(TreeSet::new));
        check(
                difference.equals(new TreeSet<>(Set.of("-a/1", "a/2=105", "a/3=103"))),
                "the difference is not " + difference);
    }
}
