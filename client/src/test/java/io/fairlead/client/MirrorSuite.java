package io.fairlead.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Bytes;
import io.fairlead.api.ClientClosedException;
import io.fairlead.api.DeadlineExceededException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.StaleMirrorException;
import io.fairlead.api.concurrency.KvMirror;
import io.fairlead.api.concurrency.MirrorOptions;
import io.fairlead.api.concurrency.MirrorView;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.lease.KeptLease;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchEvent;
import io.fairlead.client.recipe.line.LineTools;
import io.fairlead.client.recipe.line.OpenPlaces;
import io.fairlead.client.recipe.mirror.ClientMirror;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Mirrors of a cluster of one member, whoever made it. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MirrorSuite {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final KeyRange CONFIG = KeyRange.prefix("config/");

    /** No proof comes by itself. */
    private static final MirrorOptions UNPROVED = MirrorOptions.defaults().proofInterval(Duration.ofHours(1));

    /** What the clock of a mirror is ahead of the real one. */
    private final AtomicLong ahead = new AtomicLong();

    @SuppressWarnings("NullAway.Init") // set before all
    private SoloMember member;

    @SuppressWarnings("NullAway.Init") // set before each
    private FairleadClient client;

    @SuppressWarnings("NullAway.Init") // set before each
    private Kv kv;

    @SuppressWarnings("NullAway.Init") // set before each
    private ScheduledThreadPoolExecutor timer;

    abstract SoloMember start(Path dir) throws IOException, InterruptedException, TimeoutException;

    @BeforeAll
    void startMember(@TempDir Path dir) throws IOException, InterruptedException, TimeoutException {
        member = start(dir);
    }

    @AfterAll
    void stopMember() throws IOException, InterruptedException {
        if (member != null) {
            member.stop();
        }
    }

    @BeforeEach
    void connect() {
        client = FairleadClient.connect(member.endpoint());
        kv = client.kv();
        kv.delete(KeyRange.all());
        ahead.set(0);
        timer = new ScheduledThreadPoolExecutor(1);
    }

    @AfterEach
    void disconnect() {
        client.close();
        timer.shutdownNow();
    }

    @Test
    void mirror_loadedInPages_followsWhatIsWrittenAndDeleted() {
        IntStream.range(0, 25).forEach(i -> kv.put("config/" + i, "v" + i));
        kv.put("other", "x");
        try (KvMirror mirror =
                client.recipes().mirror(CONFIG, MirrorOptions.defaults().pageSize(4))) {
            assertThat(mirror.range()).isEqualTo(CONFIG);
            assertThat(mirror.view().size()).isEqualTo(25);
            assertThat(mirror.get(Bytes.utf8("other"))).isEmpty();
            long written = kv.put("config/0", "changed").revision();
            MirrorView now = mirror.awaitView(written, LONG);
            assertThat(now.get("config/0").orElseThrow().value()).isEqualTo(Bytes.utf8("changed"));
            long deleted = kv.delete(KeyRange.prefix("config/1")).revision();
            assertThat(mirror.awaitView(deleted, LONG).entries())
                    .isEqualTo(kv.get(CONFIG).entries());
            assertThat(now.get("config/1")).isPresent();
            assertThat(mirror.revision()).isGreaterThanOrEqualTo(deleted);
        }
    }

    @Test
    void mirror_ofAQuietRange_learnsThatNothingChanged() {
        kv.put("config/a", "1");
        try (KvMirror mirror = client.recipes().mirror(CONFIG, UNPROVED)) {
            long elsewhere = kv.put("other", "x").revision();
            assertThat(mirror.awaitView(elsewhere, LONG).revision()).isGreaterThanOrEqualTo(elsewhere);
            long again = kv.put("other", "y").revision();
            assertThat(mirror.freshView(LONG).revision()).isGreaterThanOrEqualTo(again);
        }
    }

    @Test
    void mirror_provesItsFreshnessByItself() throws InterruptedException {
        try (KvMirror mirror = mirror(MirrorOptions.defaults().proofInterval(Duration.ofMillis(20)))) {
            ahead.set(Duration.ofMinutes(1).toNanos());
            // The loading is a minute ago now, so that only a later proof can make it younger.
            kv.put("other", "x");
            while (mirror.staleness().compareTo(Duration.ofSeconds(30)) > 0) {
                assertThat(Thread.interrupted()).as("out of time").isFalse();
                Thread.onSpinWait();
            }
            assertThat(mirror.view(Duration.ofSeconds(30))).isNotNull();
        }
    }

    @Test
    void mirror_thatCannotProveEnough_failsClosed() {
        kv.put("config/a", "1");
        try (KvMirror mirror = mirror(UNPROVED)) {
            assertThat(mirror.get(Bytes.utf8("config/a"), LONG)).isPresent();
            ahead.set(Duration.ofMinutes(5).toNanos());
            assertThat(mirror.staleness()).isGreaterThanOrEqualTo(Duration.ofMinutes(5));
            assertThatThrownBy(() -> mirror.get(Bytes.utf8("config/a"), Duration.ofMinutes(5)))
                    .isInstanceOf(StaleMirrorException.class)
                    .hasMessageEndingWith("and 300000 ms are allowed");
            assertThat(mirror.get(Bytes.utf8("config/a"))).isPresent();
            // What the watch brings is no proof of when: only asking is.
            mirror.awaitView(kv.put("config/a", "2").revision(), LONG);
            assertThat(mirror.staleness()).isGreaterThanOrEqualTo(Duration.ofMinutes(5));
            mirror.freshView(LONG);
            assertThat(mirror.staleness()).isLessThan(Duration.ofMinutes(5));
            assertThat(mirror.view(LONG).get("config/a").orElseThrow().value()).isEqualTo(Bytes.utf8("2"));
        }
    }

    @Test
    void mirror_everyViewAListenerSees_isTheStoreAtThatRevision() throws InterruptedException {
        BlockingQueue<MirrorView> views = new LinkedBlockingQueue<>();
        List<WatchEvent> events = new ArrayList<>();
        Random random = new Random(3);
        long last = 0;
        try (KvMirror mirror = client.recipes().mirror(CONFIG, UNPROVED)) {
            mirror.onChange((change, now) -> {
                assertThat(change.revision()).isEqualTo(now.revision());
                events.addAll(change.events());
                views.add(now);
            });
            for (int i = 0; i < 60; i++) {
                String one = "config/" + random.nextInt(10);
                String other = "config/" + (10 + random.nextInt(10));
                Op first = random.nextBoolean() ? Op.put(one, "v" + i) : Op.delete(KeyRange.from(one));
                last = random.nextBoolean()
                        ? kv.txn()
                                .then(Op.put(one, "v" + i), Op.put(other, "v" + i))
                                .commit()
                                .revision()
                        : kv.txn().then(first).commit().revision();
            }
            last = kv.put("config/end", "x").revision();
            long before = 0;
            while (before < last) {
                MirrorView seen = views.take();
                assertThat(seen.revision()).isGreaterThan(before);
                before = seen.revision();
                assertThat(seen.entries())
                        .isEqualTo(kv.get(CONFIG, ReadOptions.defaults().revision(before))
                                .entries());
            }
            assertThat(events)
                    .allSatisfy(event -> assertThat(event.previous().isPresent())
                            .isEqualTo(event.kind() != WatchEvent.Kind.CREATED));
        }
    }

    @Test
    void mirror_historyCompactedBehindASlowListener_isReadAnewAndTellsTheDifference() throws InterruptedException {
        kv.put("config/gone", "x");
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        AtomicReference<WatchBatch> resync = new AtomicReference<>();
        try (KvMirror mirror = client.recipes().mirror(CONFIG, UNPROVED)) {
            mirror.onChange((change, now) -> {
                entered.countDown();
                await(mayGoOn);
                if (change.kind() == WatchBatch.Kind.RESYNC) {
                    resync.set(change);
                }
            });
            kv.put("config/first", "x");
            entered.await();
            kv.delete("config/gone");
            // More than a watch buffers, so that it pauses at the server.
            for (int i = 0; i < 25; i++) {
                int round = i;
                kv.txn()
                        .then(IntStream.range(0, 100)
                                .mapToObj(k -> Op.put("config/" + k, "v" + round))
                                .toArray(Op[]::new))
                        .commit();
            }
            long last = kv.put("config/last", "x").revision();
            kv.compact(last);
            mayGoOn.countDown();
            MirrorView now = mirror.awaitView(last, LONG);
            assertThat(now.entries()).isEqualTo(kv.get(CONFIG).entries());
            // The listener is told right behind the view, so the next change comes after that.
            BlockingQueue<WatchBatch> next = new LinkedBlockingQueue<>();
            mirror.onChange((change, view) -> next.add(change));
            long later = kv.put("config/later", "x").revision();
            while (next.take().revision() < later) {
                // The resync may be told to the new listener as well.
            }
            WatchBatch difference = Optional.ofNullable(resync.get()).orElseThrow();
            assertThat(difference.revision()).isGreaterThanOrEqualTo(last);
            assertThat(difference.events())
                    .anySatisfy(event -> assertThat(event.key()).isEqualTo(Bytes.utf8("config/last")));
        }
    }

    @Test
    void mirror_listenerThatThrows_hearsOfTheNextChange() throws InterruptedException {
        BlockingQueue<Long> heard = new LinkedBlockingQueue<>();
        try (KvMirror mirror = client.recipes().mirror(CONFIG, UNPROVED)) {
            KeptLease.Subscription subscription = mirror.onChange((change, now) -> {
                heard.add(change.revision());
                throw new IllegalStateException("thrown by the test");
            });
            long first = kv.put("config/a", "1").revision();
            long second = kv.put("config/a", "2").revision();
            assertThat(heard.take()).isEqualTo(first);
            assertThat(heard.take()).isEqualTo(second);
            subscription.close();
            mirror.awaitView(kv.put("config/a", "3").revision(), LONG);
            assertThat(heard).isEmpty();
        }
    }

    @Test
    void mirror_waitForWhatDoesNotCome_ends() {
        try (KvMirror mirror = client.recipes().mirror(CONFIG)) {
            assertThatThrownBy(() -> mirror.awaitView(Long.MAX_VALUE, Duration.ofMillis(20)))
                    .isInstanceOf(DeadlineExceededException.class);
        }
    }

    @Test
    void mirror_closed_givesNothingMore() {
        KvMirror mirror = client.recipes().mirror(CONFIG);
        mirror.close();
        mirror.close();
        assertThat(mirror.done()).isCompleted();
        assertThatThrownBy(mirror::view).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> mirror.freshView(LONG)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> mirror.awaitView(1, LONG)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void mirror_ofAClosedClient_endsWithIt() {
        FairleadClient other = FairleadClient.connect(member.endpoint());
        KvMirror mirror = other.recipes().mirror(CONFIG);
        other.close();
        assertThatThrownBy(() -> mirror.done().join()).hasCauseInstanceOf(ClientClosedException.class);
        assertThatThrownBy(mirror::view).isInstanceOf(ClientClosedException.class);
        assertThatThrownBy(() -> other.recipes().mirror(CONFIG)).isInstanceOf(ClientClosedException.class);
    }

    @Test
    void mirror_ofEverythingWithLargeValues_isLoaded() {
        Bytes large = Bytes.unsafeWrap(new byte[10_000]);
        IntStream.range(0, 30).forEach(i -> kv.put("large/" + i, large));
        try (FairleadClient small = FairleadClient.builder()
                        .endpoints(member.endpoint())
                        .maxResponseBytes(50_000)
                        .build();
                KvMirror mirror = small.recipes().mirror(KeyRange.all())) {
            assertThat(mirror.view().entries(KeyRange.prefix("large/"))).hasSize(30);
            assertThat(mirror.view().entries()).extracting(KeyValue::value).containsOnly(large);
        }
    }

    private KvMirror mirror(MirrorOptions options) {
        LineTools tools = new LineTools(kv, client.watches(), Runnable::run, timer, new OpenPlaces(), () -> 0.5);
        return ClientMirror.open(tools, CONFIG, options, () -> System.nanoTime() + ahead.get())
                .join();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
