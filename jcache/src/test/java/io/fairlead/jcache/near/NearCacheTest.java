package io.fairlead.jcache.near;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Bytes;
import io.fairlead.api.UnavailableException;
import io.fairlead.jcache.config.NearMode;
import io.fairlead.jcache.store.CacheDestroyedException;
import io.fairlead.jcache.store.StoredEntry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NearCacheTest {
    private static final Duration BOUND = Duration.ofMillis(100);
    private static final Bytes KEY = Bytes.utf8("key");
    private static final Bytes OTHER = Bytes.utf8("other");

    private final ScriptedStore store = new ScriptedStore();
    private final Deque<Runnable> background = new ArrayDeque<>();

    /** Happens when somebody looks at the clock. */
    private Runnable onTick = () -> {};

    @Test
    void bounded_watchHeld_servesNothingOlderThanTheBound() {
        store.write(KEY, "old");
        NearCache near = bounded();
        store.write(KEY, "new");

        pass(BOUND);
        assertThat(value(near.get(KEY))).isEqualTo("old");
        pass(Duration.ofNanos(1));
        assertThat(value(near.get(KEY))).isEqualTo("new");
        assertThat(store.reads).isEqualTo(1);
    }

    @Test
    void bounded_watchHeldAndClusterAway_failsClosed() {
        store.write(KEY, "old");
        NearCache near = bounded();
        store.write(KEY, "new");
        store.unreachable = true;

        pass(BOUND);
        assertThat(value(near.get(KEY))).isEqualTo("old");
        pass(Duration.ofNanos(1));
        assertThatThrownBy(() -> near.get(KEY)).isInstanceOf(UnavailableException.class);
        runBackground();
        assertThatThrownBy(() -> near.getAll(List.of(KEY))).isInstanceOf(UnavailableException.class);
    }

    @Test
    void bounded_proofWhoseRevisionTheWatchHasNotReached_provesNothing() {
        store.write(KEY, "old");
        NearCache near = bounded();
        store.write(KEY, "new");
        pass(BOUND);
        assertThat(value(near.get(KEY))).isEqualTo("old");
        runBackground();
        assertThat(store.barriers).isEqualTo(1);

        pass(Duration.ofNanos(1));
        assertThat(value(near.get(KEY))).isEqualTo("new");
        assertThat(store.reads).isEqualTo(1);
    }

    @Test
    void bounded_proofThatTookLong_countsFromWhenItWasSent() {
        store.write(KEY, "old");
        NearCache near = bounded();
        store.onTheWay = () -> {
            store.write(KEY, "new");
            pass(Duration.ofMillis(60));
        };
        pass(Duration.ofMillis(51));
        assertThat(value(near.get(KEY))).isEqualTo("old");
        runBackground();
        store.onTheWay = () -> {};

        pass(Duration.ofMillis(40));
        assertThat(value(near.get(KEY))).isEqualTo("old");
        pass(Duration.ofNanos(1));
        assertThat(value(near.get(KEY))).isEqualTo("new");
    }

    @Test
    void bounded_readerThatIsHeldUpWithWhatItTook_looksAtTheClockAgain() {
        store.write(KEY, "old");
        NearCache near = bounded();
        store.write(KEY, "new");
        pass(BOUND);
        onTick = () -> pass(Duration.ofNanos(1));

        assertThat(value(near.get(KEY))).isEqualTo("new");
        assertThat(store.reads).isEqualTo(1);
    }

    @Test
    void bounded_proofWhileAReaderHoldsWhatItTook_doesNotMakeThatFresh() {
        store.write(KEY, "old");
        NearCache near = bounded();
        store.write(KEY, "new");
        pass(Duration.ofMillis(60));
        assertThat(value(near.get(KEY))).isEqualTo("old");
        pass(Duration.ofMillis(41));
        onTick = () -> {
            store.deliverAll();
            runBackground();
        };

        assertThat(value(near.get(KEY))).isEqualTo("new");
    }

    @Test
    void bounded_quietCache_isProvedInTheBackgroundWithoutReadingIt() {
        store.write(KEY, "value");
        NearCache near = bounded();

        for (int i = 0; i < 10; i++) {
            pass(Duration.ofMillis(60));
            store.writeElsewhere();
            assertThat(value(near.get(KEY))).isEqualTo("value");
            runBackground();
            store.deliver();
        }
        assertThat(store.reads).isZero();
        assertThat(store.barriers).isEqualTo(10);
    }

    @Test
    void bounded_nobodyReads_asksNothing() {
        NearCache near = bounded();
        pass(Duration.ofHours(1));

        assertThat(background).isEmpty();
        assertThat(near.guess(KEY).exists()).isFalse();
        assertThat(store.barriers).isZero();
    }

    @Test
    void session_ownWriteNotYetDelivered_isSeen() {
        store.write(KEY, "old");
        NearCache near = session(10);
        near.wrote(store.write(KEY, "mine"));

        assertThat(value(near.get(KEY))).isEqualTo("mine");
        assertThat(store.reads).isEqualTo(1);
        store.deliverAll();
        assertThat(value(near.get(KEY))).isEqualTo("mine");
        assertThat(store.reads).isEqualTo(1);
    }

    @Test
    void session_absentKeyOfACompleteCopy_isAnsweredHere() {
        store.write(KEY, "value");
        NearCache near = session(10);

        assertThat(near.get(OTHER).exists()).isFalse();
        assertThat(near.getAll(List.of(KEY, OTHER)).entries())
                .extracting(StoredEntry::exists)
                .containsExactly(true, false);
        assertThat(store.reads).isZero();
        store.delete(KEY);
        store.deliver();
        assertThat(near.get(KEY).exists()).isFalse();
        assertThat(store.reads).isZero();
    }

    @Test
    void session_moreEntriesThanFit_keepsThoseThatAreRead() {
        for (int i = 0; i < 100; i++) {
            store.write(Bytes.utf8("key" + i), "value" + i);
        }
        NearCache near = session(10);
        Bytes wanted = Bytes.utf8("key99");
        Bytes gone = Bytes.utf8("none");

        assertThat(value(near.get(wanted))).isEqualTo("value99");
        assertThat(near.get(gone).exists()).isFalse();
        runBackground();
        store.deliver();
        int asked = store.reads;
        assertThat(value(near.get(wanted))).isEqualTo("value99");
        assertThat(near.get(gone).exists()).isFalse();
        assertThat(store.reads).isEqualTo(asked);
        store.write(gone, "here");
        store.delete(wanted);
        store.deliverAll();
        assertThat(value(near.get(gone))).isEqualTo("here");
        assertThat(near.get(wanted).exists()).isFalse();
        assertThat(store.reads).isEqualTo(asked);
    }

    @Test
    void session_changeBetweenAReadAndItsAnswer_isNotOverwritten() {
        store.write(KEY, "a");
        store.write(OTHER, "b");
        NearCache near = session(1);
        Bytes unknown = near.guess(KEY).exists() ? OTHER : KEY;
        store.onTheWay = () -> {
            store.write(unknown, "newer");
            store.deliverAll();
        };

        assertThat(value(near.get(unknown))).isNotEqualTo("newer");
        store.onTheWay = () -> {};
        assertThat(value(near.get(unknown))).isEqualTo("newer");
    }

    @Test
    void session_deletionSeenBeforeTheWatchTellsIt_holdsOtherReadsToIt() {
        store.write(KEY, "a");
        store.write(OTHER, "b");
        NearCache near = session(1);
        Bytes known = near.guess(KEY).exists() ? KEY : OTHER;
        Bytes unknown = known.equals(KEY) ? OTHER : KEY;
        assertThat(near.get(known).exists()).isTrue();
        store.write(known, "changed first");
        store.delete(unknown);

        assertThat(near.get(unknown).exists()).isFalse();
        assertThat(value(near.get(known))).isEqualTo("changed first");
    }

    @Test
    void watch_endedByCompaction_isReplacedAndReadsGoToTheClusterMeanwhile() {
        store.write(KEY, "old");
        NearCache near = session(10);
        store.endWatch();
        store.write(KEY, "new");

        assertThat(value(near.get(KEY))).isEqualTo("new");
        assertThat(store.reads).isEqualTo(1);
        runBackground();
        assertThat(value(near.get(KEY))).isEqualTo("new");
        assertThat(store.reads).isEqualTo(1);
    }

    @Test
    void load_thatFails_isTriedAgainAfterAPause() {
        store.write(KEY, "value");
        store.unreachable = true;
        NearCache near = session(10);
        store.unreachable = false;

        assertThat(value(near.get(KEY))).isEqualTo("value");
        assertThat(background).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(value(near.get(KEY))).isEqualTo("value");
        runBackground();
        assertThat(value(near.get(KEY))).isEqualTo("value");
        assertThat(store.reads).isEqualTo(2);
    }

    @Test
    void destroyed_cacheOfACopy_isNotReadAnyMore() {
        store.write(KEY, "value");
        NearCache near = session(10);
        store.destroyCache();

        assertThat(value(near.get(KEY))).isEqualTo("value");
        store.deliver();
        assertThatThrownBy(() -> near.get(KEY)).isInstanceOf(CacheDestroyedException.class);
        assertThat(background).isEmpty();
    }

    @Test
    void closed_cache_endsItsWatchAndReadsTheCluster() {
        store.write(KEY, "value");
        NearCache near = session(10);
        near.close();
        near.close();

        assertThat(store.watch.orElseThrow().done()).isCompleted();
        assertThat(value(near.get(KEY))).isEqualTo("value");
        assertThat(background).isEmpty();
    }

    @Test
    void closed_whileTheCopyIsLoaded_keepsNoWatch() {
        NearCache near = NearCache.open(store, NearMode.session(), 10, () -> store.nanos, background::add);
        near.close();
        runBackground();

        assertThat(store.watch.orElseThrow().done()).isCompleted();
    }

    @Test
    void guess_ofWhatTheCopyHolds_asksNobody() {
        store.write(KEY, "old");
        NearCache near = bounded();
        store.write(KEY, "new");
        pass(Duration.ofHours(1));

        assertThat(value(near.guess(KEY))).isEqualTo("old");
        assertThat(near.guess(OTHER).exists()).isFalse();
        assertThat(store.reads).isZero();
    }

    @Test
    void open_withoutACopyToKeep_isRefused() {
        assertThatThrownBy(() -> NearCache.open(store, NearMode.linearizable(), 1, () -> 0, Runnable::run))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NearCache.open(store, NearMode.session(), 0, () -> 0, Runnable::run))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private NearCache bounded() {
        return open(NearMode.bounded(BOUND), 10);
    }

    private NearCache session(int maxEntries) {
        return open(NearMode.session(), maxEntries);
    }

    private NearCache open(NearMode mode, int maxEntries) {
        NearCache near = NearCache.open(store, mode, maxEntries, this::nanoTime, background::add);
        runBackground();
        return near;
    }

    private long nanoTime() {
        Runnable tick = onTick;
        onTick = () -> {};
        tick.run();
        return store.nanos;
    }

    private void pass(Duration time) {
        store.nanos += time.toNanos();
    }

    private void runBackground() {
        while (!background.isEmpty()) {
            background.remove().run();
        }
    }

    private static String value(StoredEntry entry) {
        return entry.envelope().orElseThrow().payload().toUtf8();
    }
}
