package io.fairlead.jcache.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Bytes;
import io.fairlead.api.ClientClosedException;
import io.fairlead.api.CompactedException;
import io.fairlead.api.InterruptedCallException;
import io.fairlead.api.UnavailableException;
import io.fairlead.api.error.Outcome;
import io.fairlead.jcache.codec.Codec;
import io.fairlead.jcache.codec.CodecException;
import io.fairlead.jcache.store.CacheDestroyedException;
import io.fairlead.jcache.store.Change;
import io.fairlead.jcache.store.ChangeBatch;
import io.fairlead.jcache.store.Envelope;
import io.fairlead.jcache.store.StoredEntry;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.event.EventType;
import org.junit.jupiter.api.Test;

class EventDispatcherTest {
    private static final Bytes CURSOR = Bytes.utf8("cache/c/name");

    /** What cannot be read back. */
    private static final String POISON = "poison";

    private final ScriptedStore store = new ScriptedStore();
    private final Deque<Runnable> moment = new ArrayDeque<>();
    private final List<Long> heard = new ArrayList<>();
    private final Tape tape = new Tape();
    private final EventDispatcher<String, String> dispatcher = dispatcher(Duration.ofMillis(20), moment::add);

    private EventDispatcher<String, String> dispatcher(Duration patience, Executor later) {
        return new EventDispatcher<>(
                store,
                new Narrator<>(ClusterListenersTest.cache(), new Text(), new Text()),
                heard::add,
                patience,
                Runnable::run,
                later);
    }

    @Test
    void changes_ofEachKind_areToldAsJsr107NamesThem() {
        dispatcher.register(tape.asynchronous());

        deliver(11, change(Change.Kind.CREATED, entry("a", 11, 11, "1"), absent("a")));
        deliver(12, change(Change.Kind.UPDATED, entry("a", 11, 12, "2"), entry("a", 11, 11, "1")));
        deliver(13, change(Change.Kind.TOUCHED, entry("a", 11, 13, "2"), entry("a", 11, 12, "2")));
        deliver(14, change(Change.Kind.EXPIRED_AND_CREATED, entry("a", 11, 14, "3"), entry("a", 11, 13, "2")));
        deliver(15, change(Change.Kind.REMOVED, absent("a"), entry("a", 11, 14, "3")));
        deliver(16, change(Change.Kind.EXPIRED, absent("b"), entry("b", 9, 9, "1")));
        deliver(17, change(Change.Kind.CLEARED, absent("c"), entry("c", 9, 9, "1")));

        assertThat(tape.calls())
                .containsExactly(
                        "11 CREATED a=1",
                        "12 UPDATED a=2<1",
                        "14 EXPIRED a=2<2",
                        "14 CREATED a=3",
                        "15 REMOVED a=3<3",
                        "16 EXPIRED b=1<1");
    }

    @Test
    void loadedEntry_isToldAsWhatItIsForTheCache() {
        dispatcher.register(tape.asynchronous());

        deliver(11, change(Change.Kind.LOADED, entry("a", 11, 11, "1", Envelope.Flag.LOADED), absent("a")));
        deliver(12, change(Change.Kind.LOADED, entry("a", 11, 12, "2", Envelope.Flag.LOADED), entry("a", 11, 11, "1")));
        StoredEntry afterExpiry = entry("a", 11, 13, "3", Envelope.Flag.LOADED, Envelope.Flag.AFTER_EXPIRY);
        deliver(13, change(Change.Kind.LOADED, afterExpiry, entry("a", 11, 12, "2")));

        assertThat(tape.calls())
                .containsExactly("11 CREATED a=1", "12 UPDATED a=2<1", "13 EXPIRED a=2<2", "13 CREATED a=3");
    }

    @Test
    void oneRevision_isToldInTheOrderOfItsChanges_oneCallForEachRunOfAType() {
        dispatcher.register(tape.asynchronous());

        deliver(
                11,
                change(Change.Kind.CREATED, entry("a", 11, 11, "1"), absent("a")),
                change(Change.Kind.CREATED, entry("b", 11, 11, "2"), absent("b")),
                change(Change.Kind.REMOVED, absent("c"), absent("c")),
                change(Change.Kind.CREATED, entry("d", 11, 11, "4"), absent("d")));

        assertThat(tape.calls()).containsExactly("11 CREATED a=1 b=2", "11 REMOVED c=null", "11 CREATED d=4");
    }

    @Test
    void listener_hearsOfTheTypesItIsMadeForAlone() {
        List<EventType> heard = new ArrayList<>();
        CacheEntryCreatedListener<String, String> forCreations =
                events -> events.forEach(event -> heard.add(event.getEventType()));
        dispatcher.register(new MutableCacheEntryListenerConfiguration<>(() -> forCreations, null, false, false));

        deliver(11, change(Change.Kind.EXPIRED_AND_CREATED, entry("a", 1, 11, "1"), absent("a")));
        deliver(12, change(Change.Kind.UPDATED, entry("a", 1, 12, POISON), absent("a")));

        assertThat(heard).containsExactly(EventType.CREATED);
    }

    @Test
    void previousRecords_areAskedForWhereOldValuesAreRequired() {
        dispatcher.register(tape.configuration(false, false, null));
        dispatcher.register(tape.configuration(true, false, null));

        assertThat(store.watches).extracting(watch -> watch.withBefore).containsExactly(false, true);
    }

    @Test
    void filter_keepsEventsFromItsListener() {
        dispatcher.register(
                tape.configuration(true, false, event -> event.getKey().equals("b")));

        deliver(
                11,
                change(Change.Kind.CREATED, entry("a", 11, 11, "1"), absent("a")),
                change(Change.Kind.CREATED, entry("b", 11, 11, "2"), absent("b")));

        assertThat(tape.calls()).containsExactly("11 CREATED b=2");
    }

    @Test
    void filterThatFails_losesThatEventAlone_andTheWriterIsTold() {
        dispatcher.register(tape.configuration(true, true, event -> {
            if (event.getKey().equals("a")) {
                throw new IllegalStateException("no");
            }
            return true;
        }));

        deliver(
                11,
                change(Change.Kind.CREATED, entry("a", 11, 11, "1"), absent("a")),
                change(Change.Kind.CREATED, entry("b", 11, 11, "2"), absent("b")));

        assertThat(tape.calls()).containsExactly("11 CREATED b=2");
        assertThatThrownBy(() -> dispatcher.awaitDelivered(11))
                .isInstanceOf(CacheEntryListenerException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void valueThatCannotBeRead_spoilsNoOther_andTheWriterIsTold() {
        dispatcher.register(tape.synchronous());

        deliver(
                11,
                change(Change.Kind.CREATED, entry("a", 11, 11, POISON), absent("a")),
                change(Change.Kind.CREATED, entry("b", 11, 11, "2"), absent("b")));

        assertThat(tape.calls()).containsExactly("11 CREATED b=2");
        assertThatThrownBy(() -> dispatcher.awaitDelivered(11)).hasCauseInstanceOf(CodecException.class);
    }

    @Test
    void registration_beginsBehindWhatWasAcknowledgedBefore_evenAtAMemberThatLags() {
        dispatcher.register(tape.asynchronous());

        deliver(10, change(Change.Kind.CREATED, entry("a", 10, 10, "1"), absent("a")));
        created(11);
        created(11);

        assertThat(tape.calls()).containsExactly("11 CREATED k=v11");
    }

    @Test
    void watchThatEnds_isTakenUpBehindWhatWasTold() {
        dispatcher.register(tape.asynchronous());
        created(11);

        store.watch().end(unavailable());
        store.refusals.add(unavailable());
        runMoment();
        assertThat(store.watches).hasSize(1);
        runMoment();

        assertThat(store.watch().asked).isEqualTo(12);
        created(12);
        assertThat(tape.calls()).containsExactly("11 CREATED k=v11", "12 CREATED k=v12");
    }

    @Test
    void watchWhoseReceiverFails_isTakenUpAgain() {
        dispatcher.register(tape.asynchronous());

        store.watch().end(new IllegalStateException("a record that nobody can read"));
        runMoment();

        assertThat(store.watch().asked).isEqualTo(11);
    }

    @Test
    void reads_areToldOfARevisionBeforeItsListenersAre() {
        List<Long> heardByThen = new ArrayList<>();
        tape.also = call -> heardByThen.addAll(heard);
        dispatcher.register(tape.asynchronous());

        store.watch().deliver(new ChangeBatch(ChangeBatch.Kind.PROGRESS, 11, List.of()));
        created(12);

        assertThat(heardByThen).containsExactly(12L);
    }

    @Test
    void historyThatIsGone_isToldAsAGap_andTheRestIsHeard() {
        dispatcher.register(tape.asynchronous());
        created(11);

        store.refusals.add(new CompactedException(30, List.of()));
        store.watch().end(new CompactedException(20, List.of()));
        created(30);

        assertThat(store.watch().asked).isEqualTo(30);
        assertThat(tape.calls()).containsExactly("11 CREATED k=v11", "gap 12-19", "gap 20-29", "30 CREATED k=v30");
    }

    @Test
    void gap_toAListenerThatDoesNotWantToKnow_isPassedOver() {
        List<Long> revisions = new ArrayList<>();
        CacheEntryCreatedListener<String, String> forCreations =
                events -> events.forEach(event -> revisions.add(revisionOf(event)));
        dispatcher.register(new MutableCacheEntryListenerConfiguration<>(() -> forCreations, null, false, false));

        store.watch().end(new CompactedException(20, List.of()));
        created(20);

        assertThat(revisions).containsExactly(20L);
    }

    @Test
    void synchronousListener_isWaitedFor() throws Exception {
        EventDispatcher<String, String> patient = dispatcher(Duration.ofSeconds(30), moment::add);
        patient.register(tape.synchronous());

        CompletableFuture<List<String>> writer = CompletableFuture.supplyAsync(() -> {
            patient.awaitDelivered(11);
            return tape.calls();
        });
        created(11);

        assertThat(writer.get()).containsExactly("11 CREATED k=v11");
    }

    @Test
    void synchronousListener_isWaitedForOverTheEndOfAWatch() throws Exception {
        EventDispatcher<String, String> patient = dispatcher(Duration.ofSeconds(30), moment::add);
        patient.register(tape.synchronous());
        CompletableFuture<List<String>> writer = CompletableFuture.supplyAsync(() -> {
            patient.awaitDelivered(11);
            return tape.calls();
        });

        store.watch().end(unavailable());
        runMoment();
        created(11);

        assertThat(writer.get()).containsExactly("11 CREATED k=v11");
    }

    @Test
    void synchronousListenerThatTakesTooLong_failsItsWriter() {
        dispatcher.register(tape.synchronous());

        assertThatThrownBy(() -> dispatcher.awaitDelivered(11))
                .isInstanceOf(CacheEntryListenerException.class)
                .hasMessageContaining("the change is made");
    }

    @Test
    void watchThatStaysAway_failsTheWriter() {
        dispatcher.register(tape.synchronous());
        store.watch().end(unavailable());

        assertThatThrownBy(() -> dispatcher.awaitDelivered(11)).isInstanceOf(CacheEntryListenerException.class);
    }

    @Test
    void waitingWriter_interrupted_keepsItsFlag() {
        EventDispatcher<String, String> patient = dispatcher(Duration.ofSeconds(30), moment::add);
        patient.register(tape.synchronous());

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> patient.awaitDelivered(11)).isInstanceOf(InterruptedCallException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void waitingWriter_interruptedWhileTheWatchIsAway_keepsItsFlag() {
        EventDispatcher<String, String> patient = dispatcher(Duration.ofSeconds(30), moment::add);
        patient.register(tape.synchronous());
        store.watch().end(unavailable());

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> patient.awaitDelivered(11)).isInstanceOf(InterruptedCallException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void asynchronousListener_isNotWaitedFor() {
        dispatcher.register(tape.asynchronous());

        dispatcher.awaitDelivered(11);

        assertThat(tape.calls()).isEmpty();
    }

    @Test
    void writerInsideAListener_doesNotWaitForItself() {
        tape.also = call -> dispatcher.awaitDelivered(99);
        dispatcher.register(tape.synchronous());

        created(11);

        dispatcher.awaitDelivered(11);
    }

    @Test
    void synchronousListenerThatFails_failsTheWriterOfThatRevisionOnce() {
        tape.also = call -> {
            if (call.startsWith("11")) {
                throw new IllegalArgumentException("no");
            }
        };
        dispatcher.register(tape.synchronous());

        created(11);
        created(12);

        dispatcher.awaitDelivered(12);
        assertThatThrownBy(() -> dispatcher.awaitDelivered(11))
                .isInstanceOf(CacheEntryListenerException.class)
                .hasCauseInstanceOf(IllegalArgumentException.class);
        dispatcher.awaitDelivered(11);
    }

    @Test
    void listenersThatFail_areToldToTheWriterTogether() {
        tape.also = call -> {
            throw new CacheEntryListenerException("mine");
        };
        dispatcher.register(tape.configuration(true, true, null));
        dispatcher.register(tape.configuration(false, true, null));

        store.watches.forEach(watch -> watch.deliver(creation(11)));

        assertThatThrownBy(() -> dispatcher.awaitDelivered(11))
                .hasMessage("mine")
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
    }

    @Test
    void listenerWithAMissingClass_doesNotEndItsRegistration() {
        tape.also = call -> {
            throw new NoClassDefFoundError("theirs");
        };
        dispatcher.register(tape.asynchronous());

        created(11);
        created(12);

        assertThat(tape.calls()).hasSize(2);
    }

    @Test
    void failuresOfOthersWrites_areNotKeptForEver() {
        tape.also = call -> {
            throw new CacheEntryListenerException("mine");
        };
        dispatcher.register(tape.synchronous());

        for (long revision = 11; revision < 1_000; revision++) {
            created(revision);
        }

        dispatcher.awaitDelivered(11);
        assertThatThrownBy(() -> dispatcher.awaitDelivered(999)).isInstanceOf(CacheEntryListenerException.class);
    }

    @Test
    void equalConfiguration_isRefused_andTheFirstOneStays() {
        dispatcher.register(tape.asynchronous());

        Tape second = new Tape();
        CacheEntryListenerConfiguration<String, String> first = second.asynchronous();
        dispatcher.register(first);
        assertThatThrownBy(() -> dispatcher.register(first)).isInstanceOf(IllegalArgumentException.class);
        created(11);

        assertThat(second.calls()).containsExactly("11 CREATED k=v11");
    }

    @Test
    void registrationThatFails_leavesNothingBehind() {
        store.refusals.add(unavailable());
        CacheEntryListenerConfiguration<String, String> configuration = tape.asynchronous();

        assertThatThrownBy(() -> dispatcher.register(configuration)).isInstanceOf(UnavailableException.class);
        assertThat(tape.closed).isTrue();

        dispatcher.register(configuration);
        created(11);
        assertThat(tape.calls()).containsExactly("11 CREATED k=v11");
    }

    @Test
    void deregisteredListener_isClosed_andHearsNoMore() {
        CacheEntryListenerConfiguration<String, String> configuration = tape.synchronous();
        dispatcher.register(configuration);
        dispatcher.deregister(configuration);
        dispatcher.deregister(configuration);

        created(11);
        dispatcher.awaitDelivered(11);

        assertThat(tape.calls()).isEmpty();
        assertThat(tape.closed).isTrue();
        assertThat(store.watch().isClosed()).isTrue();
    }

    @Test
    void closedDispatcher_closesItsListeners_andTakesNoMore() {
        dispatcher.register(tape.asynchronous());
        dispatcher.close();
        dispatcher.close();
        assertThat(tape.closed).isTrue();

        dispatcher.register(new Tape().asynchronous());

        assertThat(store.watches).allMatch(ScriptedStore.Watch::isClosed);
    }

    @Test
    void closeInsideAListener_endsTheRevisionThere() {
        tape.also = call -> dispatcher.close();
        dispatcher.registerDurable("name", tape.asynchronous());

        deliver(
                11,
                change(Change.Kind.CREATED, entry("a", 11, 11, "1"), absent("a")),
                change(Change.Kind.REMOVED, absent("b"), absent("b")));
        runMoment();

        assertThat(tape.calls()).containsExactly("11 CREATED a=1");
        assertThat(store.beside).containsEntry(CURSOR, Bytes.decimal(10));
    }

    @Test
    void watchThatIsAway_isNotTakenUpForAClosedRegistration() {
        dispatcher.register(tape.asynchronous());
        store.watch().end(unavailable());

        dispatcher.close();
        runMoment();

        assertThat(store.watches).hasSize(1);
    }

    @Test
    void destroyedCache_keepsNoWriterWaiting() {
        EventDispatcher<String, String> patient = dispatcher(Duration.ofSeconds(30), moment::add);
        patient.register(tape.synchronous());
        store.watch().deliver(new ChangeBatch(ChangeBatch.Kind.DESTROYED, 20, List.of()));
        patient.awaitDelivered(15);

        assertThat(store.watch().isClosed()).isTrue();
        patient.awaitDelivered(30);
    }

    @Test
    void cacheThatIsDestroyedWhileItsWatchIsAway_keepsNoWriterWaiting() {
        EventDispatcher<String, String> patient = dispatcher(Duration.ofSeconds(30), moment::add);
        patient.register(tape.synchronous());
        store.watch().end(unavailable());
        store.refusals.add(new CacheDestroyedException("gone"));

        runMoment();

        patient.awaitDelivered(30);
    }

    @Test
    void closedClient_keepsNoWriterWaiting() {
        EventDispatcher<String, String> patient = dispatcher(Duration.ofSeconds(30), task -> {
            throw new RejectedExecutionException("closed");
        });
        patient.register(tape.synchronous());
        store.watch().end(unavailable());
        patient.awaitDelivered(30);

        patient.register(new Tape().synchronous());
        store.watch().end(new ClientClosedException(Outcome.NOT_APPLIED, List.of()));
        patient.awaitDelivered(30);
    }

    @Test
    void durableListener_beginsWhereTheLastOneStopped() {
        dispatcher.registerDurable("name", tape.asynchronous());
        assertThat(store.beside).containsEntry(CURSOR, Bytes.decimal(10));
        created(11);
        store.watch().deliver(new ChangeBatch(ChangeBatch.Kind.PROGRESS, 15, List.of()));
        dispatcher.close();
        assertThat(store.beside).containsEntry(CURSOR, Bytes.decimal(15));

        dispatcher(Duration.ofMillis(20), moment::add).registerDurable("name", tape.asynchronous());

        assertThat(store.watch().asked).isEqualTo(16);
    }

    @Test
    void durableCursor_isSavedAMomentAfterItsListenerHasReturned() {
        dispatcher.registerDurable("name", tape.asynchronous());
        runMoment();
        tape.also = call -> {
            runMoment();
            assertThat(store.beside).containsEntry(CURSOR, Bytes.decimal(10));
        };
        created(11);
        created(12);
        assertThat(moment).hasSize(1);

        runMoment();

        assertThat(store.beside).containsEntry(CURSOR, Bytes.decimal(12));
        assertThat(tape.calls()).hasSize(2);
    }

    @Test
    void durableCursor_thatCannotBeSaved_isTriedAgain() {
        dispatcher.registerDurable("name", tape.asynchronous());
        runMoment();
        created(11);
        store.writeRefusals.add(unavailable());
        runMoment();
        assertThat(store.beside).containsEntry(CURSOR, Bytes.decimal(10));

        runMoment();

        assertThat(store.beside).containsEntry(CURSOR, Bytes.decimal(11));
    }

    @Test
    void durableCursor_ofADestroyedCache_isLeftAlone() {
        dispatcher.registerDurable("name", tape.asynchronous());
        created(11);
        store.writeRefusals.add(new CacheDestroyedException("gone"));

        runMoment();

        assertThat(moment).isEmpty();
    }

    @Test
    void durableCursor_whoseHistoryIsGone_isAGap() {
        store.beside.put(CURSOR, Bytes.decimal(3));
        store.refusals.add(new CompactedException(8, List.of()));

        dispatcher.registerDurable("name", tape.asynchronous());

        assertThat(tape.calls()).containsExactly("gap 4-7");
        assertThat(store.watch().asked).isEqualTo(8);
    }

    @Test
    void durableName_isForOneListenerAtATime() {
        CacheEntryListenerConfiguration<String, String> first = tape.asynchronous();
        dispatcher.registerDurable("name", first);
        assertThatThrownBy(() -> dispatcher.registerDurable("name", new Tape().asynchronous()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> dispatcher.forgetDurable("name")).isInstanceOf(IllegalStateException.class);

        dispatcher.deregister(first);
        dispatcher.forgetDurable("name");

        assertThat(store.beside).isEmpty();
        dispatcher.registerDurable("name", new Tape().asynchronous());
    }

    @Test
    void event_knowsWhatItIs_andStaysInItsProcess() throws Exception {
        List<CacheEntryEvent<?, ?>> events = new ArrayList<>();
        CacheEntryCreatedListener<String, String> listener = heard -> heard.forEach(events::add);
        dispatcher.register(new MutableCacheEntryListenerConfiguration<>(() -> listener, null, false, false));
        created(11);

        CacheEntryEvent<?, ?> event = events.get(0);
        assertThat(event.getSource().getName()).isEqualTo("cache");
        assertThat(event.isOldValueAvailable()).isFalse();
        assertThat(event.toString()).isEqualTo("CREATED at revision 11");
        assertThatThrownBy(() -> event.unwrap(String.class)).isInstanceOf(IllegalArgumentException.class);
        try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            assertThatThrownBy(() -> out.writeObject(event)).isInstanceOf(NotSerializableException.class);
        }
    }

    private void runMoment() {
        List<Runnable> due = new ArrayList<>(moment);
        moment.clear();
        due.forEach(Runnable::run);
    }

    private void created(long revision) {
        store.watch().deliver(creation(revision));
    }

    private static ChangeBatch creation(long revision) {
        Change change = change(Change.Kind.CREATED, entry("k", revision, revision, "v" + revision), absent("k"));
        return new ChangeBatch(ChangeBatch.Kind.CHANGES, revision, List.of(change));
    }

    private void deliver(long revision, Change... changes) {
        store.watch().deliver(new ChangeBatch(ChangeBatch.Kind.CHANGES, revision, List.of(changes)));
    }

    private static Change change(Change.Kind kind, StoredEntry now, StoredEntry before) {
        return new Change(kind, now, before);
    }

    private static StoredEntry entry(String key, long created, long modified, String value, Envelope.Flag... flags) {
        Envelope envelope = new Envelope(Envelope.ETERNAL, 1, Set.of(flags), Bytes.utf8(value));
        return new StoredEntry(Bytes.utf8(key), created, modified, 0, Optional.of(envelope));
    }

    private static StoredEntry absent(String key) {
        return StoredEntry.absent(Bytes.utf8(key));
    }

    private static UnavailableException unavailable() {
        return new UnavailableException("nobody is there", Outcome.NOT_APPLIED, List.of(), null);
    }

    private static long revisionOf(CacheEntryEvent<?, ?> event) {
        return event.unwrap(FairleadEvent.class).revision();
    }

    private static final class Text implements Codec<String> {
        @Override
        public String name() {
            return "text";
        }

        @Override
        public Bytes encode(String value) {
            return Bytes.utf8(value);
        }

        @Override
        public String decode(Bytes bytes) {
            if (bytes.toUtf8().equals(POISON)) {
                throw new CodecException("not a text");
            }
            return bytes.toUtf8();
        }
    }
}
