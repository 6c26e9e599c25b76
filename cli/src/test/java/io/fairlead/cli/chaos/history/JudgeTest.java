package io.fairlead.cli.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyValue;
import io.fairlead.api.kv.DeleteResult;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.OpResult;
import io.fairlead.api.kv.PutResult;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.TxnResult;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchEvent;
import io.fairlead.api.watch.WatchOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A true history is accepted, and so is one that says less; each single lie in it is found. */
class JudgeTest {
    @Test
    void story_asItWas_isAccepted() {
        assertThat(new Story().violations()).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> story_changedWithoutALie_isAccepted() {
        Map<String, Consumer<Story>> changes = new LinkedHashMap<>();
        changes.put("an answer is lost", story -> story.ending(Story.PUT_A, Ending.UNKNOWN));
        changes.put("the answer of a transaction is lost", story -> story.ending(Story.TXN, Ending.UNKNOWN));
        changes.put("the answer of a deletion is lost", story -> story.ending(Story.DELETE_C, Ending.UNKNOWN));
        changes.put("a reading is forgotten", story -> story.calls.remove(Story.READ));
        changes.put(
                "a call of unknown outcome was never made",
                story -> story.calls.add(
                        new Operation(Story.put("z", "never"), 5, 6, Ending.UNKNOWN, Optional.empty())));
        changes.put(
                "all calls took longer",
                story -> story.calls.replaceAll(call -> new Operation(
                        call.ask(), call.invoked() - 1000, call.returned() + 1000, call.ending(), call.result())));
        changes.put("the order of the record is another", story -> Collections.reverse(story.calls));
        changes.put("a lease was to be revoked", story -> {
            story.leases.clear();
            story.leases.add(new LeaseFact(LeaseFact.Kind.GRANT, Story.LEASE, 10, Ending.ANSWERED, 100_000));
            story.leases.add(new LeaseFact(LeaseFact.Kind.REVOKE, Story.LEASE, 800, Ending.UNKNOWN, 0));
        });
        changes.put(
                "progress is told twice", story -> story.seen.addAll(List.of(Story.progress(12), Story.progress(12))));
        changes.put("previous values are gone with a compaction", story -> {
            story.compaction = 6;
            story.roamed.set(2, Story.first(story.roamed.get(2), JudgeTest::withoutPrevious));
        });
        return tests(changes, story -> assertThat(story.violations()).isEmpty());
    }

    @TestFactory
    Stream<DynamicTest> story_withALie_isRefused() {
        Map<String, Consumer<Story>> lies = new LinkedHashMap<>();
        calls(lies);
        time(lies);
        revisions(lies);
        watches(lies);
        leasesAndLocks(lies);
        return tests(lies, story -> assertThat(story.violations()).isNotEmpty());
    }

    private static void calls(Map<String, Consumer<Story>> lies) {
        lies.put(
                "a write is answered at the next revision",
                story -> story.answer(Story.PUT_A, result -> new PutResult(Story.header(3), Optional.empty())));
        lies.put(
                "a write is answered at a revision that never was",
                story -> story.answer(Story.PUT_AGAIN, result -> new PutResult(Story.header(13), Optional.empty())));
        lies.put("two writes are answered at one revision", story -> story.calls.add(story.calls.get(Story.PUT_A)));
        lies.put(
                "a write that was answered is unheard of",
                story -> story.calls.add(new Operation(
                        Story.put("y", "lost"),
                        1900,
                        1950,
                        Ending.ANSWERED,
                        Optional.of(new PutResult(Story.header(12), Optional.empty())))));
        lies.put("a write that was not made was made", story -> story.ending(Story.PUT_A, Ending.NOT_APPLIED));
        lies.put(
                "a write is put under another key",
                story -> story.call(
                        Story.UNKNOWN_PUT,
                        call -> new Operation(
                                Story.put("b", "v5"), call.invoked(), call.returned(), call.ending(), call.result())));
        lies.put("nobody made a revision", story -> story.calls.remove(Story.PUT_A));
        lies.put("nobody deleted", story -> story.calls.remove(Story.UNKNOWN_DELETE));
        lies.put(
                "a reading has an old value",
                story -> range(story, Story.READ, entries -> {
                    entries.set(0, Story.entry("a", "v1", 2, 2, 1, 0));
                    return entries;
                }));
        lies.put("a reading lacks an entry", story -> range(story, Story.READ, entries -> entries.subList(1, 3)));
        lies.put(
                "a reading has an entry too many",
                story -> range(story, Story.STALE_READ, entries -> {
                    entries.add(Story.entry("c", "v4", 4, 4, 1, 0));
                    return entries;
                }));
        lies.put(
                "a reading counts wrong",
                story -> story.answer(
                        Story.OLD_READ,
                        result -> new RangeResult(result.header(), ((RangeResult) result).entries(), true, 1)));
        lies.put(
                "a reading has what is still to come",
                story -> story.answer(
                        Story.READ,
                        result -> new RangeResult(Story.header(3), ((RangeResult) result).entries(), false, 3)));
        lies.put(
                "a stale reading mixes two states",
                story -> story.answer(
                        Story.STALE_READ,
                        result -> new RangeResult(Story.header(6), ((RangeResult) result).entries(), false, 2)));
        lies.put(
                "a comparison that held did not",
                story -> story.answer(
                        Story.TXN,
                        result -> new TxnResult(
                                Story.header(4), false, List.of(new PutResult(Story.header(4), Optional.empty())))));
        lies.put(
                "a comparison that did not hold did",
                story -> story.answer(
                        Story.LOST_RACE,
                        result -> new TxnResult(
                                Story.header(11), true, List.of(new PutResult(Story.header(11), Optional.empty())))));
        lies.put(
                "a reading in a transaction does not see its writes",
                story -> story.answer(
                        Story.TXN,
                        result -> new TxnResult(
                                Story.header(4),
                                true,
                                List.of(
                                        ((TxnResult) result).put(0),
                                        new RangeResult(
                                                Story.header(4),
                                                List.of(
                                                        Story.entry("a", "v1", 2, 2, 1, 0),
                                                        Story.entry("b", "v2", 3, 3, 1, Story.LEASE)),
                                                false,
                                                2),
                                        ((TxnResult) result).put(2)))));
        lies.put(
                "a deletion counts wrong",
                story -> story.answer(
                        Story.DELETE_C,
                        result -> new DeleteResult(Story.header(5), 2, ((DeleteResult) result).previous())));
        lies.put(
                "a deletion says that it changed nothing",
                story -> story.answer(Story.DELETE_C, result -> new DeleteResult(Story.header(4), 0, List.of())));
        lies.put(
                "a deletion tells another previous value",
                story -> story.answer(
                        Story.DELETE_C,
                        result -> new DeleteResult(Story.header(5), 1, List.of(Story.entry("c", "v3", 4, 4, 1, 0)))));
        lies.put(
                "a put tells no previous value",
                story -> story.answer(Story.PUT_AGAIN, result -> new PutResult(Story.header(12), Optional.empty())));
        lies.put("history is gone that nobody compacted", story -> story.compaction = 3);
    }

    private static void time(Map<String, Consumer<Story>> lies) {
        lies.put(
                "a reading is older than what was answered before",
                story -> story.answer(
                        Story.READ,
                        result -> new RangeResult(
                                Story.header(3),
                                List.of(
                                        Story.entry("a", "v1", 2, 2, 1, 0),
                                        Story.entry("b", "v2", 3, 3, 1, Story.LEASE)),
                                false,
                                2)));
        lies.put(
                "a write takes effect before it is asked for",
                story -> story.call(
                        Story.PUT_B_LEASED, call -> new Operation(call.ask(), 255, 290, call.ending(), call.result())));
        lies.put(
                "a write of unknown outcome takes effect before it is asked for",
                story -> story.call(
                        Story.UNKNOWN_PUT, call -> new Operation(call.ask(), 770, 790, call.ending(), call.result())));
        lies.put(
                "a deletion of unknown outcome takes effect before it is asked for",
                story -> story.call(
                        Story.UNKNOWN_DELETE,
                        call -> new Operation(call.ask(), 770, 790, call.ending(), call.result())));
        lies.put(
                "a revision is still to come that was shown before",
                story -> story.call(
                        Story.FUTURE_READ,
                        call -> new Operation(call.ask(), 2000, 2050, call.ending(), call.result())));
    }

    private static void revisions(Map<String, Consumer<Story>> lies) {
        lies.put("a revision is missing", story -> {
            story.seen.remove(4);
            story.alsoSeen.remove(4);
        });
        lies.put("a write is made twice", story -> {
            KeyValue again = Story.entry("e", "v6", 13, 13, 1, 0);
            more(story, new WatchEvent(WatchEvent.Kind.CREATED, again, Optional.empty()));
        });
        lies.put("a value comes from nowhere", story -> {
            KeyValue invented = Story.entry("e", "nobody's", 13, 13, 1, 0);
            more(story, new WatchEvent(WatchEvent.Kind.CREATED, invented, Optional.empty()));
        });
        lies.put("a transaction is made in part", story -> {
            story.ending(Story.TXN, Ending.UNKNOWN);
            story.revision(4, batch -> Story.part(batch, 0, 1));
        });
        lies.put(
                "a key has another value",
                story -> story.revision(
                        2, batch -> Story.first(batch, event -> changed(event, Story.entry("a", "v9", 2, 2, 1, 0)))));
        lies.put(
                "a key has another version",
                story -> story.revision(
                        6, batch -> Story.first(batch, event -> changed(event, Story.entry("a", "v5", 2, 6, 2, 0)))));
        lies.put(
                "a key was created at another revision",
                story -> story.revision(
                        6, batch -> Story.first(batch, event -> changed(event, Story.entry("a", "v5", 4, 6, 3, 0)))));
        lies.put(
                "a key has another lease",
                story -> story.revision(
                        8, batch -> Story.first(batch, event -> changed(event, Story.entry("d", "v6", 8, 8, 1, 0)))));
    }

    private static void watches(Map<String, Consumer<Story>> lies) {
        lies.put(
                "two watches see different values",
                story -> story.alsoSeen.set(
                        0,
                        Story.first(story.seen.get(0), event -> changed(event, Story.entry("a", "v9", 2, 2, 1, 0)))));
        lies.put("one watch misses a revision", story -> story.alsoSeen.remove(3));
        lies.put("one watch sees a revision twice", story -> story.alsoSeen.add(4, story.seen.get(3)));
        lies.put("one watch goes back", story -> Collections.swap(story.alsoSeen, 3, 4));
        lies.put("one watch is given a revision in two parts", story -> {
            story.alsoSeen.set(2, Story.part(story.seen.get(2), 0, 1));
            story.alsoSeen.add(3, Story.part(story.seen.get(2), 1, 2));
        });
        lies.put("progress is ahead of events", story -> story.alsoSeen.add(3, Story.progress(6)));
        lies.put("progress goes back", story -> story.alsoSeen.add(Story.progress(8)));
        lies.put(
                "a previous value is another",
                story -> story.alsoSeen.set(
                        4,
                        Story.first(
                                story.seen.get(4),
                                event -> new WatchEvent(
                                        event.kind(),
                                        event.entry(),
                                        Optional.of(Story.entry("a", "v1", 2, 2, 1, 0))))));
        lies.put(
                "a previous value is missing",
                story -> story.alsoSeen.set(4, Story.first(story.seen.get(4), JudgeTest::withoutPrevious)));
        lies.put(
                "a change is told as a creation",
                story -> story.alsoSeen.set(
                        4,
                        Story.first(
                                story.seen.get(4),
                                event -> new WatchEvent(WatchEvent.Kind.CREATED, event.entry(), event.previous()))));
        lies.put("a watch of some keys misses one", story -> story.roamed.remove(1));
        lies.put("a watch of some keys misses one before progress", story -> story.roamed.remove(3));
        lies.put("a watch of some keys sees others", story -> story.roamed.add(5, story.seen.get(6)));
        lies.put(
                "a watch of some keys is given what was before its start",
                story -> story.roaming = WatchOptions.from(5).withPrevKv());
        lies.put(
                "a watch of some keys is given what it did not want",
                story -> story.roaming = story.roaming.withoutDeletes());
        lies.put(
                "a watch of some keys has other previous values",
                story -> story.roamed.set(2, Story.first(story.roamed.get(2), JudgeTest::withoutPrevious)));
        lies.put(
                "a watch of some keys is told of progress before events",
                story -> Collections.swap(story.roamed, 3, 4));
        lies.put(
                "a watch of some keys is told of progress that goes back",
                story -> story.roamed.add(Story.progress(3)));
    }

    private static void leasesAndLocks(Map<String, Consumer<Story>> lies) {
        lies.put(
                "a lease ends early",
                story -> story.leases.set(
                        2, new LeaseFact(LeaseFact.Kind.RENEW, Story.LEASE, 700, Ending.ANSWERED, 300)));
        lies.put(
                "a lease is renewed when it is gone",
                story -> story.leases.add(new LeaseFact(LeaseFact.Kind.RENEW, Story.LEASE, 900, Ending.ANSWERED, 300)));
        lies.put("a lease ends for one of its keys", story -> story.revision(9, batch -> Story.part(batch, 0, 1)));
        lies.put("a lock is held twice at a time", story -> story.holds.set(1, new HeldLock("one", 5, 920, 1050)));
        lies.put("two holders have one token", story -> story.holds.set(1, new HeldLock("one", 3, 940, 1050)));
        lies.put("an old holder writes after a new one", story -> {
            story.ending(Story.GUARDED_3, Ending.UNKNOWN);
            guarded(story, Story.GUARDED_3, 10, "6#x");
        });
    }

    private static void guarded(Story story, int call, int revision, String value) {
        KeyValue entry = new KeyValue(Bytes.utf8("guarded/one"), Bytes.utf8(value), 10, revision, 1, 0);
        story.revision(revision, batch -> Story.first(batch, event -> changed(event, entry)));
        story.call(
                call,
                old -> new Operation(
                        Op.put("guarded/one", value), old.invoked(), old.returned(), Ending.UNKNOWN, Optional.empty()));
        story.revision(
                11,
                batch -> Story.first(batch, event -> new WatchEvent(event.kind(), event.entry(), Optional.of(entry))));
    }

    private static WatchEvent changed(WatchEvent event, KeyValue entry) {
        return new WatchEvent(event.kind(), entry, event.previous());
    }

    private static WatchEvent withoutPrevious(WatchEvent event) {
        return new WatchEvent(event.kind(), event.entry(), Optional.empty());
    }

    private static void more(Story story, WatchEvent event) {
        story.seen.add(new WatchBatch(WatchBatch.Kind.EVENTS, event.revision(), List.of(event)));
        story.alsoSeen = new ArrayList<>(story.seen);
        story.moments.add(3000L);
    }

    private static void range(Story story, int call, UnaryOperator<List<KeyValue>> change) {
        story.answer(call, (OpResult result) -> {
            List<KeyValue> entries = change.apply(new ArrayList<>(((RangeResult) result).entries()));
            return new RangeResult(result.header(), entries, false, entries.size());
        });
    }

    private static Stream<DynamicTest> tests(Map<String, Consumer<Story>> changes, Consumer<Story> verdict) {
        return changes.entrySet().stream()
                .map(change -> dynamicTest(change.getKey(), () -> {
                    Story story = new Story();
                    change.getValue().accept(story);
                    verdict.accept(story);
                }));
    }
}
