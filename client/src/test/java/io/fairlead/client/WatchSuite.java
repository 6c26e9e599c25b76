package io.fairlead.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.fairlead.api.Bytes;
import io.fairlead.api.ClientClosedException;
import io.fairlead.api.CompactedException;
import io.fairlead.api.DeadlineExceededException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.TxnResult;
import io.fairlead.api.watch.CompactionPolicy;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchEvent;
import io.fairlead.api.watch.WatchHandle;
import io.fairlead.api.watch.WatchIterator;
import io.fairlead.api.watch.WatchListener;
import io.fairlead.api.watch.WatchOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What watches deliver, whoever made the member. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
abstract class WatchSuite {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @SuppressWarnings("NullAway.Init") // set before each
    private FairleadClient client;

    @SuppressWarnings("NullAway.Init") // set before each
    private Kv kv;

    private final BlockingQueue<WatchBatch> received = new LinkedBlockingQueue<>();

    /** Where the member listens, over the network. */
    abstract String endpoint();

    @BeforeEach
    void connect() {
        client = FairleadClient.connect(endpoint());
        kv = client.kv();
        kv.delete(KeyRange.all());
        received.clear();
    }

    @AfterEach
    void disconnect() {
        if (client != null) {
            client.close();
        }
    }

    private WatchBatch next() throws InterruptedException {
        WatchBatch batch = received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(batch).as("a batch within %s", PATIENCE).isNotNull();
        return batch;
    }

    private WatchHandle watch(String prefix, WatchOptions options) {
        return client.watches().watch(KeyRange.prefix(prefix), options, received::add);
    }

    /** A put of each key, all in one revision. */
    private long putTogether(Stream<String> keys, String value) {
        TxnResult result = kv.txn()
                .then(keys.map(key -> Op.put(key, value)).toArray(Op[]::new))
                .commit();
        return result.revision();
    }

    @Test
    void watch_writesAndDeletes_comeAsWholeRevisionsWithTheirKinds() throws InterruptedException {
        kv.put("a/old", "0");
        try (WatchHandle watch = watch("a/", WatchOptions.fromNow().withPrevKv())) {
            long first = putTogether(Stream.of("a/new", "a/old"), "1");
            long second = kv.delete(KeyRange.prefix("a/")).revision();

            WatchBatch written = next();
            assertThat(written.kind()).isEqualTo(WatchBatch.Kind.EVENTS);
            assertThat(written.revision()).isEqualTo(first);
            assertThat(written.nextRevision()).isEqualTo(first + 1);
            assertThat(written.events())
                    .extracting(
                            event -> event.key().toUtf8(),
                            WatchEvent::kind,
                            event -> event.previous().map(KeyValue::value))
                    .containsExactly(
                            tuple("a/new", WatchEvent.Kind.CREATED, Optional.empty()),
                            tuple("a/old", WatchEvent.Kind.UPDATED, Optional.of(Bytes.utf8("0"))));
            assertThat(written.events()).allMatch(event -> event.value().equals(Bytes.utf8("1")));
            WatchBatch deleted = next();
            assertThat(deleted.revision()).isEqualTo(second);
            assertThat(deleted.events()).hasSize(2).allMatch(event -> event.kind() == WatchEvent.Kind.DELETED);
            assertThat(deleted.events().get(0).revision()).isEqualTo(second);
            assertThat(deleted.events().get(0).previous().orElseThrow().value()).isEqualTo(Bytes.utf8("1"));
            assertThat(watch.startRevision()).isEqualTo(first);
        }
    }

    @Test
    void watch_fromPast_deliversHistoryThenWhatHappens() throws InterruptedException {
        long first = kv.put("a", "1").revision();
        kv.put("a", "2");
        kv.put("b", "3");
        try (WatchHandle watch =
                client.watches().watch(KeyRange.single("a"), WatchOptions.from(first), received::add)) {
            kv.put("a", "4");
            assertThat(List.of(next(), next(), next()))
                    .extracting(WatchBatch::revision)
                    .containsExactly(first, first + 1, first + 3);
            assertThat(watch.startRevision()).isEqualTo(first);
        }
    }

    @Test
    void watch_filters_leaveOutWhatIsNotWanted() throws InterruptedException {
        try (WatchHandle puts = watch("a/", WatchOptions.fromNow().withoutDeletes());
                WatchIterator deletes = client.watches()
                        .iterate(KeyRange.prefix("a/"), WatchOptions.fromNow().withoutPuts())) {
            kv.put("a/1", "1");
            long deleted = kv.delete(KeyRange.single("a/1")).revision();
            long last = kv.put("a/1", "2").revision();
            assertThat(next().events()).extracting(WatchEvent::kind).containsExactly(WatchEvent.Kind.CREATED);
            assertThat(next().revision()).isEqualTo(last);
            assertThat(deletes.take().revision()).isEqualTo(deleted);
            assertThat(puts.done()).isNotDone();
        }
    }

    @Test
    void watch_revisionLargerThanAMessage_comesWhole() throws InterruptedException {
        String value = "x".repeat(300_000);
        long from = kv.put("a/0", "").revision() + 1;
        // Written one by one, each below the limit of a request; read back as history they are above it.
        for (int i = 1; i <= 8; i++) {
            kv.put("a/" + i, value);
        }
        long together = putTogether(IntStream.range(0, 4).mapToObj(i -> "a/" + i), value);
        try (WatchHandle watch = watch("a/", WatchOptions.from(from).withPrevKv())) {
            for (int i = 1; i <= 8; i++) {
                assertThat(next().events()).hasSize(1);
            }
            WatchBatch last = next();
            assertThat(last.revision()).isEqualTo(together);
            assertThat(last.events()).hasSize(4);
            assertThat(watch.done()).isNotDone();
        }
    }

    @Test
    void watch_receiverCallsTheClientAndBlocks_othersGoOn() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (WatchHandle blocked = client.watches().watch(KeyRange.single("a"), WatchOptions.fromNow(), batch -> {
                    seen.add(kv.get("a").orElseThrow().value().toUtf8());
                    awaitQuietly(release);
                });
                WatchHandle other = watch("b", WatchOptions.fromNow())) {
            kv.put("a", "1");
            assertThat(seen.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("1");
            for (int i = 0; i < 50; i++) {
                kv.put("b", "" + i);
                assertThat(next().events()).hasSize(1);
            }
            assertThat(blocked.revision()).isLessThan(other.revision());
            release.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void watch_receiverSlowerThanTheWrites_losesNothingAndKeepsItsBound() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        List<Long> revisions = new ArrayList<>();
        CountDownLatch all = new CountDownLatch(200);
        long first;
        try (WatchHandle watch = client.watches()
                .watch(KeyRange.prefix("a/"), WatchOptions.fromNow().buffer(7), batch -> {
                    awaitQuietly(release);
                    revisions.add(batch.revision());
                    all.countDown();
                })) {
            first = watch.startRevision();
            for (int i = 0; i < 200; i++) {
                kv.put("a/" + i % 10, "" + i);
            }
            release.countDown();
            assertThat(all.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
        assertThat(revisions)
                .containsExactlyElementsOf(
                        IntStream.range(0, 200).mapToObj(i -> first + i).toList());
    }

    @Test
    void awaitRevision_ofAnUnrelatedWrite_returnsOnceTheMemberIsThere() {
        try (WatchHandle watch = watch("a/", WatchOptions.fromNow())) {
            long other = kv.put("b", "1").revision();
            watch.awaitRevision(other, PATIENCE);
            assertThat(watch.revision()).isGreaterThanOrEqualTo(other);
            long own = kv.put("a/1", "1").revision();
            watch.awaitRevision(own, PATIENCE);
            assertThat(received).extracting(WatchBatch::revision).contains(own);
            assertThatThrownBy(() -> watch.awaitRevision(own + 1_000, Duration.ofMillis(30)))
                    .isInstanceOf(DeadlineExceededException.class);
        }
    }

    @Test
    void watch_withProgress_saysHowFarItIs() throws InterruptedException {
        try (WatchHandle watch = watch("a/", WatchOptions.fromNow().withProgress())) {
            long other = kv.put("b", "1").revision();
            watch.awaitRevision(other, PATIENCE);
            WatchBatch progress = next();
            assertThat(progress.kind()).isEqualTo(WatchBatch.Kind.PROGRESS);
            assertThat(progress.revision()).isGreaterThanOrEqualTo(other);
            assertThat(progress.events()).isEmpty();
        }
    }

    @Test
    void watch_ofCompactedRevisions_failsWithTheOldestThatIsLeft() {
        long old = kv.put("a", "1").revision();
        kv.put("a", "2");
        long newest = kv.put("a", "3").revision();
        kv.compact(newest);
        try (WatchHandle watch = client.watches().watch(KeyRange.single("a"), WatchOptions.from(old), received::add)) {
            assertThatThrownBy(() -> watch.done().join())
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            CompactedException.class,
                            compacted -> assertThat(compacted.compactRevision()).isEqualTo(newest));
            assertThatThrownBy(() -> watch.awaitRevision(newest, PATIENCE)).isInstanceOf(CompactedException.class);
        }
        WatchIterator iterator = client.watches().iterate(KeyRange.single("a"), WatchOptions.from(old));
        assertThatThrownBy(iterator::take).isInstanceOf(CompactedException.class);
    }

    @Test
    void watch_ofCompactedRevisions_restartsAndSaysWhatIsMissing() throws InterruptedException {
        long old = kv.put("a", "1").revision();
        kv.put("a", "2");
        long newest = kv.put("a", "3").revision();
        kv.compact(newest);
        BlockingQueue<Long> skipped = new LinkedBlockingQueue<>();
        WatchOptions options = WatchOptions.from(old)
                .onCompacted(CompactionPolicy.RESTART)
                .listener(new WatchListener() {
                    @Override
                    public void onSkipped(long first, long last) {
                        skipped.add(first);
                        skipped.add(last);
                    }
                });
        try (WatchHandle watch = client.watches().watch(KeyRange.single("a"), options, received::add)) {
            WatchBatch batch = next();
            assertThat(batch.revision()).isEqualTo(newest);
            assertThat(skipped).containsExactly(old, newest - 1);
            assertThat(watch.done()).isNotDone();
        }
    }

    @Test
    void watch_compactedWhilePaused_resyncsByDifference() throws InterruptedException {
        kv.put("a/gone", "1");
        kv.put("a/kept", "1");
        kv.put("a/changed", "1");
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        WatchOptions options = WatchOptions.fromNow().withPrevKv().buffer(1).onCompacted(CompactionPolicy.RESYNC);
        try (WatchHandle watch = client.watches().watch(KeyRange.prefix("a/"), options, batch -> {
            received.add(batch);
            inside.countDown();
            awaitQuietly(release);
        })) {
            // The first is being handled, the second waits, the third has no room: from there on the watch is paused.
            kv.put("a/first", "1");
            assertThat(inside.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            kv.put("a/second", "1");
            kv.put("a/third", "1");
            kv.delete(KeyRange.single("a/gone"));
            kv.put("a/changed", "2");
            long last = kv.put("a/new", "1").revision();
            kv.compact(last);
            release.countDown();

            assertThat(next().events().get(0).key()).isEqualTo(Bytes.utf8("a/first"));
            assertThat(next().events().get(0).key()).isEqualTo(Bytes.utf8("a/second"));
            WatchBatch resync = next();
            assertThat(resync.kind()).isEqualTo(WatchBatch.Kind.RESYNC);
            assertThat(resync.revision()).isGreaterThanOrEqualTo(last);
            assertThat(resync.events())
                    .extracting(event -> event.key().toUtf8() + " " + event.kind() + " "
                            + event.previous().map(before -> before.value().toUtf8()))
                    .containsExactly(
                            "a/third CREATED Optional.empty",
                            "a/changed UPDATED Optional[1]",
                            "a/gone DELETED Optional[1]",
                            "a/new CREATED Optional.empty");
            long after = kv.put("a/after", "1").revision();
            assertThat(next().revision()).isEqualTo(after);
            assertThat(watch.done()).isNotDone();
        }
    }

    @Test
    void watch_startCompacted_resyncsByTheWholeRange() throws InterruptedException {
        long old = kv.put("a/1", "1").revision();
        kv.put("a/2", "1");
        kv.delete(KeyRange.single("a/1"));
        long last = kv.put("a/3", "1").revision();
        kv.compact(last);
        try (WatchHandle watch = watch("a/", WatchOptions.from(old).onCompacted(CompactionPolicy.RESYNC))) {
            WatchBatch snapshot = next();
            assertThat(snapshot.kind()).isEqualTo(WatchBatch.Kind.SNAPSHOT);
            assertThat(snapshot.events())
                    .extracting(event -> event.key().toUtf8())
                    .containsExactly("a/2", "a/3");
            assertThat(snapshot.events()).allMatch(event -> event.kind() == WatchEvent.Kind.CREATED);
            long after = kv.put("a/4", "1").revision();
            assertThat(next().revision()).isEqualTo(after);
            assertThat(watch.done()).isNotDone();
        }
    }

    @Test
    void iterator_givesBatchesInOrder_andEndsAtItsClose() throws InterruptedException {
        WatchIterator iterator = client.watches().iterate(KeyRange.prefix("a/"), WatchOptions.fromNow());
        assertThat(iterator.poll(Duration.ofMillis(1))).isEmpty();
        long first = kv.put("a/1", "1").revision();
        assertThat(iterator.startRevision()).isEqualTo(first);
        assertThat(iterator.take().revision()).isEqualTo(first);
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread taker = new Thread(() -> {
            try {
                iterator.take();
            } catch (FairleadException e) {
                ended.complete(e);
            }
        });
        taker.start();
        iterator.close();
        taker.join();
        assertThat(ended).isCompletedWithValueMatching(e -> e instanceof ClientClosedException);
    }

    @Test
    void client_closed_endsEveryWatch() throws InterruptedException {
        FairleadClient other = FairleadClient.connect(endpoint());
        WatchHandle push = other.watches().watch(KeyRange.single("a"), WatchOptions.fromNow(), received::add);
        WatchIterator pull = other.watches().iterate(KeyRange.single("a"), WatchOptions.fromNow());
        CompletableFuture<Throwable> published = new CompletableFuture<>();
        CountDownLatch flowing = new CountDownLatch(1);
        other.watches().publisher(KeyRange.single("a"), WatchOptions.fromNow()).subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(1);
                flowing.countDown();
            }

            @Override
            public void onNext(WatchBatch batch) {}

            @Override
            public void onError(Throwable failure) {
                published.complete(failure);
            }

            @Override
            public void onComplete() {}
        });
        assertThat(flowing.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        other.close();

        assertThatThrownBy(() -> push.done().join()).hasCauseInstanceOf(ClientClosedException.class);
        assertThatThrownBy(pull::take).isInstanceOf(ClientClosedException.class);
        assertThat(published.join()).isInstanceOf(ClientClosedException.class);
        assertThatThrownBy(() -> other.watches().watch(Bytes.utf8("a"), received::add))
                .isInstanceOf(ClientClosedException.class);
    }

    @Test
    void handle_closed_completesAndHearsNoMore() {
        WatchHandle watch = watch("a/", WatchOptions.fromNow());
        watch.close();
        watch.close();
        assertThat(watch.done().join()).isNull();
        assertThatThrownBy(() -> watch.awaitRevision(Long.MAX_VALUE, PATIENCE))
                .isInstanceOf(ClientClosedException.class);
        try (WatchHandle other = watch("a/", WatchOptions.fromNow())) {
            other.awaitRevision(kv.put("a/1", "1").revision(), PATIENCE);
        }
        assertThat(received).hasSize(1);
    }

    @Test
    void receiver_throws_endsItsWatchWithThat() {
        IllegalStateException mine = new IllegalStateException("mine");
        try (WatchHandle watch = client.watches().watch(KeyRange.single("a"), WatchOptions.fromNow(), batch -> {
            throw mine;
        })) {
            kv.put("a", "1");
            assertThatThrownBy(() -> watch.done().join()).hasCause(mine);
        }
    }

    @Test
    void publisher_deliversAsMuchAsRequested() throws InterruptedException {
        CompletableFuture<Flow.Subscription> subscribed = new CompletableFuture<>();
        client.watches()
                .publisher(
                        KeyRange.prefix("a/"),
                        WatchOptions.from(kv.put("x", "").revision()).buffer(3))
                .subscribe(new Flow.Subscriber<>() {
                    @Override
                    public void onSubscribe(Flow.Subscription subscription) {
                        subscribed.complete(subscription);
                    }

                    @Override
                    public void onNext(WatchBatch batch) {
                        received.add(batch);
                    }

                    @Override
                    public void onError(Throwable failure) {}

                    @Override
                    public void onComplete() {}
                });
        long first = kv.put("a/0", "").revision();
        for (int i = 1; i < 20; i++) {
            kv.put("a/" + i, "");
        }
        Flow.Subscription subscription = subscribed.join();
        subscription.request(2);
        assertThat(next().revision()).isEqualTo(first);
        assertThat(next().revision()).isEqualTo(first + 1);
        subscription.request(18);
        for (int i = 2; i < 20; i++) {
            assertThat(next().revision()).isEqualTo(first + i);
        }
        assertThat(received).isEmpty();
        subscription.cancel();
    }
}
