package io.fairlead.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Bytes;
import io.fairlead.api.CompactedException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.Scan;
import io.fairlead.api.kv.ScanOptions;
import io.fairlead.api.kv.ScanPage;
import io.fairlead.api.maintenance.SavedSnapshot;
import io.fairlead.api.maintenance.SnapshotChecksum;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Scans and snapshots of a cluster of one member, whoever made it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BulkReadSuite {
    private static final int KEYS = 250;

    @SuppressWarnings("NullAway.Init") // set before all
    private SoloMember member;

    @SuppressWarnings("NullAway.Init") // set before each
    private FairleadClient client;

    @SuppressWarnings("NullAway.Init") // set before each
    private Kv kv;

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
    void fill() {
        client = FairleadClient.connect(member.endpoint());
        kv = client.kv();
        kv.delete(KeyRange.all());
        for (int from = 0; from < KEYS; from += 100) {
            kv.txn()
                    .then(IntStream.range(from, Math.min(KEYS, from + 100))
                            .mapToObj(i -> Op.put(key(i), "v" + i))
                            .toArray(Op[]::new))
                    .commit();
        }
        kv.put("b", "outside");
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void scan_whileKeysChange_seesTheOneRevision() {
        List<String> seen = new ArrayList<>();
        long before = kv.get(KeyRange.all()).revision();
        try (Scan scan = kv.scan(KeyRange.prefix("a/"), ScanOptions.defaults().pageSize(7))) {
            for (KeyValue entry : scan) {
                if (seen.isEmpty()) {
                    kv.put("a/000+", "new");
                    kv.put(key(KEYS - 1), "changed");
                    kv.delete(KeyRange.between(key(100), key(120)));
                }
                assertThat(entry.value())
                        .isEqualTo(Bytes.utf8(
                                "v" + Integer.parseInt(entry.key().toUtf8().substring(2))));
                seen.add(entry.key().toUtf8());
            }
            assertThat(scan.revision()).isEqualTo(before);
        }
        assertThat(seen)
                .isEqualTo(IntStream.range(0, KEYS).mapToObj(BulkReadSuite::key).toList());
    }

    @Test
    void scan_ofThePastKeysOnly_givesThePastWithoutValues() {
        long past = kv.get(KeyRange.all()).revision();
        kv.delete(KeyRange.prefix("a/"));
        ScanOptions options = ScanOptions.defaults()
                .pageSize(100)
                .revision(past)
                .withKeysOnly()
                .serializable();
        try (Scan scan = kv.scan(KeyRange.from("a/"), options)) {
            List<Bytes> values = new ArrayList<>();
            scan.forEach(entry -> values.add(entry.value()));
            assertThat(values).hasSize(KEYS + 1).containsOnly(Bytes.empty());
        }
    }

    @Test
    void scan_ofNothingAndOfOneKey_ends() {
        try (Scan none = kv.scan(KeyRange.prefix("z/"));
                Scan one = kv.scan(KeyRange.single("b"))) {
            assertThat(none).isEmpty();
            assertThat(none.revision()).isEqualTo(one.revision());
            assertThat(one).hasSize(1);
        }
    }

    @Test
    void scan_revisionCompactedInTheMiddle_failsTyped() {
        try (Scan scan = kv.scan(KeyRange.prefix("a/"), ScanOptions.defaults().pageSize(10))) {
            Iterator<KeyValue> entries = scan.iterator();
            entries.next();
            long newest = kv.put("b", "later").revision();
            kv.compact(newest);
            assertThatThrownBy(() -> entries.forEachRemaining(entry -> {}))
                    .isInstanceOf(CompactedException.class)
                    .hasMessage("etcdserver: mvcc: required revision has been compacted");
            assertThat(newest).isGreaterThan(scan.revision());
        }
    }

    @Test
    void scan_pagesLargerThanTheClientTakes_areHalved() {
        Bytes large = Bytes.unsafeWrap(new byte[3_000]);
        IntStream.range(0, 40).forEach(i -> kv.put("large/" + key(i), large));
        try (FairleadClient small = FairleadClient.builder()
                        .endpoints(member.endpoint())
                        .maxResponseBytes(20_000)
                        .build();
                Scan scan = small.kv().scan(KeyRange.prefix("large/"))) {
            assertThat(scan).hasSize(40);
        }
    }

    @Test
    void scan_entryLargerThanTheClientTakes_fails() {
        kv.put("a/0+", Bytes.unsafeWrap(new byte[30_000]));
        try (FairleadClient small = FairleadClient.builder()
                        .endpoints(member.endpoint())
                        .maxResponseBytes(20_000)
                        .build();
                Scan scan = small.kv().scan(KeyRange.prefix("a/"))) {
            assertThatThrownBy(() -> scan.forEach(entry -> {}))
                    .hasMessageStartingWith("rpc error: code = ResourceExhausted");
        }
    }

    @Test
    void publisher_deliversPagesOfOneRevision() throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<List<ScanPage>> all = new CompletableFuture<>();
        kv.async()
                .scan(KeyRange.prefix("a/"), ScanOptions.defaults().pageSize(100))
                .subscribe(new Collector(all));
        List<ScanPage> pages = all.get(30, TimeUnit.SECONDS);
        assertThat(pages).extracting(page -> page.entries().size()).containsExactly(100, 100, 50);
        assertThat(pages)
                .extracting(ScanPage::revision)
                .containsOnly(pages.get(0).revision());
        assertThat(pages).extracting(ScanPage::last).containsExactly(false, false, true);
    }

    @Test
    void snapshot_intoAFile_isOneThatEtcdsToolsAccept(@TempDir Path dir) throws IOException, InterruptedException {
        Path file = dir.resolve("state.db");
        Files.writeString(file, "an older one");
        SavedSnapshot saved = client.maintenance().snapshot(member.endpoint(), file);
        assertThat(saved.endpoint()).isEqualTo(member.endpoint());
        assertThat(file).hasSize(saved.size());
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files).containsExactly(file);
        }
        byte[] bytes = Files.readAllBytes(file);
        assertThat(Bytes.unsafeWrap(bytes, bytes.length - 32, 32)).isEqualTo(saved.sha256());
        Optional<Path> etcdutl = RealEtcd.binary().map(etcd -> etcd.resolveSibling("etcdutl"));
        if (etcdutl.isPresent()) {
            Process status = new ProcessBuilder(etcdutl.get().toString(), "snapshot", "status", file.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(status.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(status.waitFor()).as(said).isZero();
            assertThat(said).contains(", " + kv.get("b").orElseThrow().modRevision() + ", ");
        }
    }

    @Test
    void snapshot_intoAStream_givesTheSameKindOfBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        SavedSnapshot saved = client.maintenance().snapshot(member.endpoint(), bytes);
        SnapshotChecksum checksum = new SnapshotChecksum();
        checksum.update(ByteBuffer.wrap(bytes.toByteArray()));
        assertThat(checksum.finish()).isEqualTo(saved.sha256());
        assertThat(saved.size()).isEqualTo(bytes.size());
    }

    private static String key(int number) {
        return String.format("a/%03d", number);
    }

    private static final class Collector implements Flow.Subscriber<ScanPage> {
        private final List<ScanPage> pages = new ArrayList<>();
        private final CompletableFuture<List<ScanPage>> all;

        @SuppressWarnings("NullAway.Init") // set first
        private Flow.Subscription subscription;

        Collector(CompletableFuture<List<ScanPage>> all) {
            this.all = all;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            subscription.request(1);
        }

        @Override
        public void onNext(ScanPage page) {
            pages.add(page);
            subscription.request(1);
        }

        @Override
        public void onError(Throwable thrown) {
            all.completeExceptionally(thrown);
        }

        @Override
        public void onComplete() {
            all.complete(pages);
        }
    }
}
