package io.fairlead.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.DeleteOptions;
import io.fairlead.api.kv.DeleteResult;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.OpResult;
import io.fairlead.api.kv.PutOptions;
import io.fairlead.api.kv.PutResult;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.kv.ScanOptions;
import io.fairlead.api.kv.SortOrder;
import io.fairlead.api.kv.SortTarget;
import io.fairlead.api.kv.Txn;
import io.fairlead.api.kv.TxnResult;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchEvent;
import io.fairlead.api.watch.WatchIterator;
import io.fairlead.api.watch.WatchOptions;
import io.fairlead.client.call.Blocking;
import io.fairlead.server.embed.FairleadServer;
import io.fairlead.server.embed.ServerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same random steps through a view and on a store that holds nothing else: what they answer must be the same, while others
 * write around the view. Revisions of the shared store are compared by what they correspond to in the other one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NamespaceFuzzTest {
    private static final int STEPS = 600;
    private static final String[] KEYS = {"\0", "a", "a/", "a/1", "a/2", "a0", "b", "b/1", "~"};

    /** Keys that are no part of the view below {@code n/s}, and next to it. */
    private static final Bytes[] NEIGHBOURS = {
        Bytes.utf8("n"),
        Bytes.utf8("n/"),
        Bytes.utf8("n/s"),
        Bytes.utf8("n/r~"),
        Bytes.utf8("n/t"),
        Bytes.utf8("a"),
        Bytes.utf8("~"),
        Bytes.of(0xFE),
        Bytes.of(0xFF),
        Bytes.of(0)
    };

    @SuppressWarnings("NullAway.Init") // set before all
    private FairleadServer shared;

    @SuppressWarnings("NullAway.Init") // set before all
    private FairleadServer own;

    @BeforeAll
    void start(@TempDir Path dir) throws IOException, InterruptedException, TimeoutException {
        shared = start(dir.resolve("shared"), "namespace-fuzz-shared");
        own = start(dir.resolve("own"), "namespace-fuzz-own");
        shared.awaitReady(Duration.ofSeconds(30));
        own.awaitReady(Duration.ofSeconds(30));
    }

    private static FairleadServer start(Path dir, String name) throws IOException {
        return FairleadServer.start(ServerConfig.builder()
                .dataDir(dir)
                .listenClientUrls("http://127.0.0.1:0")
                .listenPeerUrls("http://127.0.0.1:0")
                .inProcessName(name)
                .unsafeNoFsync(true)
                .build());
    }

    @AfterAll
    void stop() {
        shared.close();
        own.close();
    }

    static Stream<Bytes> prefixes() {
        return Stream.of(Bytes.utf8("n/s"), Bytes.of(0xFF, 0xFF));
    }

    @ParameterizedTest
    @MethodSource("prefixes")
    void steps_throughTheView_areThoseOfAStoreOfItsOwn(Bytes prefix) {
        try (FairleadClient others = FairleadClient.connect("inprocess:namespace-fuzz-shared");
                FairleadClient alone = FairleadClient.connect("inprocess:namespace-fuzz-own")) {
            others.kv().delete(KeyRange.all());
            alone.kv().delete(KeyRange.all());
            // By two steps down: a view of a view is a view.
            FairleadClient view = others.namespaced(prefix.slice(0, 1)).namespaced(prefix.slice(1, prefix.size()));
            new Comparison(others.kv(), prefix, view, alone, new Random(prefix.hashCode())).run();
        }
    }

    @Test
    void builder_namespace_isThatOfTheClientAndItsViews() {
        try (FairleadClient whole = FairleadClient.connect("inprocess:namespace-fuzz-shared");
                FairleadClient shop = FairleadClient.builder()
                        .endpoints("inprocess:namespace-fuzz-shared")
                        .namespace("shop/")
                        .build()) {
            shop.kv().put("k", "v");
            assertThat(shop.withDeadline(Duration.ofSeconds(9)).kv().get("k")).isPresent();
            assertThat(whole.kv().get("shop/k")).isPresent();
            shop.awaitReady(Duration.ofSeconds(9));
            whole.kv().delete("shop/k");
        }
    }

    @Test
    void recipes_ofAView_stayBelowIt() {
        try (FairleadClient whole = FairleadClient.connect("inprocess:namespace-fuzz-shared");
                FairleadClient view = whole.namespaced("team/")) {
            try (var session = view.recipes().openSession();
                    var hold = view.recipes().lock(session, "job").acquire()) {
                assertThat(hold.fencingToken()).isPositive();
                assertThat(whole.kv().get(KeyRange.prefix("team/job")).count()).isEqualTo(1);
                assertThat(view.leases().timeToLive(session.leaseId(), true).keys())
                        .allSatisfy(key -> assertThat(key.toUtf8()).startsWith("job"))
                        .hasSize(1);
                assertThat(whole.namespaced("elsewhere/")
                                .leases()
                                .timeToLive(session.leaseId(), true)
                                .keys())
                        .isEmpty();
            }
        }
    }

    /** Runs the steps and compares. */
    private static final class Comparison {
        private final Kv others;
        private final Bytes prefix;
        private final FairleadClient view;
        private final FairleadClient alone;
        private final Random random;

        /** From revisions of the shared store to those of the other. */
        private final Map<Long, Long> counterpart = new HashMap<>();

        /** Pairs of revisions at which both hold the same. */
        private final List<long[]> past = new ArrayList<>();

        Comparison(Kv others, Bytes prefix, FairleadClient view, FairleadClient alone, Random random) {
            this.others = others;
            this.prefix = prefix;
            this.view = view;
            this.alone = alone;
            this.random = random;
        }

        void run() {
            counterpart.put(0L, 0L);
            same(view.kv().put("b", "first"), alone.kv().put("b", "first"));
            long[] first = past.get(0);
            for (int i = 0; i < STEPS; i++) {
                if (random.nextInt(3) == 0) {
                    disturb();
                }
                step();
            }
            KeyRange all = KeyRange.all();
            assertThat(scanned(view)).isEqualTo(scanned(alone));
            same(view.kv().put("b", "last"), alone.kv().put("b", "last"));
            for (KeyRange watched :
                    List.of(all, KeyRange.prefix("a/"), KeyRange.single("b"), KeyRange.between("", "b"))) {
                assertThat(events(view, watched, first[0], view.kv()))
                        .as("events of " + watched)
                        .isEqualTo(events(alone, watched, first[1], alone.kv()));
            }
        }

        private void disturb() {
            Bytes key = any(NEIGHBOURS);
            if (key.startsWith(prefix) && key.size() > prefix.size()) {
                throw new IllegalStateException("a neighbour below the view: " + key);
            }
            long revision = random.nextBoolean()
                    ? others.put(key, Bytes.utf8("other")).revision()
                    : others.delete(key).header().revision();
            counterpart.put(revision, alone.kv().get(KeyRange.all()).header().revision());
        }

        private void step() {
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    Bytes key = key();
                    Bytes value = Bytes.utf8("v" + random.nextInt(4));
                    PutOptions options = PutOptions.defaults().withPrevKv();
                    PutOptions asked = random.nextInt(5) == 0 ? options.keepValue() : options;
                    Bytes sent = asked.ignoreValue() ? Bytes.empty() : value;
                    same(kv -> kv.put(key, sent, asked));
                }
                case 2 -> {
                    KeyRange range = range();
                    DeleteOptions options = DeleteOptions.defaults().withPrevKv();
                    same(kv -> kv.delete(range, options));
                }
                case 3 -> read();
                case 4 -> {
                    Txn txn = txn(2);
                    same(kv -> kv.commit(txn));
                }
                default -> {
                    Txn txn = txn(1);
                    same(kv -> Blocking.await(kv.async().commit(txn)));
                }
            }
        }

        private <T> T any(T[] choices) {
            return List.of(choices).get(random.nextInt(choices.length));
        }

        private void read() {
            KeyRange range = range();
            ReadOptions options = ReadOptions.defaults()
                    .limit(random.nextInt(4))
                    .sort(any(SortTarget.values()), any(SortOrder.values()));
            ReadOptions shaped = switch (random.nextInt(4)) {
                case 0 -> options.withKeysOnly();
                case 1 -> options.withCountOnly();
                default -> options;
            };
            if (random.nextBoolean()) {
                same(kv -> kv.get(range, shaped));
            } else {
                long[] then = past.get(random.nextInt(past.size()));
                same(
                        answer(kv -> kv.get(range, shaped.revision(then[0])), view.kv()),
                        answer(kv -> kv.get(range, shaped.revision(then[1])), alone.kv()));
            }
        }

        private Txn txn(int depth) {
            List<Cmp> when = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                KeyRange range = range();
                when.add(
                        switch (random.nextInt(3)) {
                            case 0 -> Cmp.version(range).isGreaterThan(random.nextInt(3));
                            case 1 -> Cmp.value(range).isLessThan(Bytes.utf8("v" + random.nextInt(4)));
                            default -> Cmp.createRevision(range).is(0);
                        });
            }
            return new Txn(when, steps(depth), steps(depth));
        }

        private List<Op> steps(int depth) {
            List<Op> steps = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                steps.add(
                        switch (random.nextInt(depth > 0 ? 4 : 3)) {
                            case 0 ->
                                Op.put(
                                        key(),
                                        Bytes.utf8("t" + random.nextInt(4)),
                                        PutOptions.defaults().withPrevKv());
                            case 1 ->
                                Op.delete(bounded(), DeleteOptions.defaults().withPrevKv());
                            case 2 -> Op.get(range());
                            default -> Op.txn(txn(depth - 1));
                        });
            }
            return steps;
        }

        /** Now and then the key that is none. */
        private Bytes key() {
            return random.nextInt(25) == 0 ? Bytes.empty() : Bytes.utf8(any(KEYS));
        }

        private KeyRange range() {
            Bytes key = key();
            return switch (random.nextInt(6)) {
                case 0 -> KeyRange.prefix(key);
                case 1 -> KeyRange.from(key);
                case 2 -> KeyRange.between(key, Bytes.utf8(any(KEYS)));
                case 3 -> KeyRange.all();
                default -> KeyRange.single(key);
            };
        }

        /**
         * Without an upper bound a server does not notice that a key is deleted and written at once, which below a prefix,
         * where every range has a bound, it does.
         */
        private KeyRange bounded() {
            KeyRange range = range();
            return range.isOpenEnded() ? KeyRange.single(any(KEYS)) : range;
        }

        private void same(Function<Kv, OpResult> step) {
            same(answer(step, view.kv()), answer(step, alone.kv()));
        }

        private static Object answer(Function<Kv, OpResult> step, Kv kv) {
            try {
                return step.apply(kv);
            } catch (FairleadException e) {
                return String.valueOf(e.error()) + e.outcome();
            }
        }

        private void same(Object inView, Object inOwn) {
            if (inView instanceof OpResult seen && inOwn instanceof OpResult expected) {
                long revision = seen.header().revision();
                counterpart.putIfAbsent(revision, expected.header().revision());
                if (seen instanceof TxnResult || seen instanceof PutResult || seen instanceof DeleteResult) {
                    past.add(new long[] {revision, expected.header().revision()});
                }
                assertThat(translated(seen)).isEqualTo(translated(expected, Function.identity()));
            } else {
                assertThat(inView).isEqualTo(inOwn);
            }
        }

        private List<Object> translated(OpResult seen) {
            return translated(seen, this::counterpart);
        }

        private Long counterpart(Long revision) {
            Long known = counterpart.get(revision);
            if (known == null) {
                throw new AssertionError("a revision that no step had: " + revision);
            }
            return known;
        }

        /** What a result says, but for who answered. */
        private static List<Object> translated(OpResult result, Function<Long, Long> revisions) {
            List<Object> parts = new ArrayList<>();
            parts.add(revisions.apply(result.header().revision()));
            if (result instanceof RangeResult range) {
                parts.add(List.of(range.more(), range.count()));
                range.entries().forEach(kv -> parts.add(translated(kv, revisions)));
            } else if (result instanceof PutResult put) {
                parts.add(put.previous().map(kv -> translated(kv, revisions)));
            } else if (result instanceof DeleteResult delete) {
                parts.add(delete.deleted());
                delete.previous().forEach(kv -> parts.add(translated(kv, revisions)));
            } else if (result instanceof TxnResult txn) {
                parts.add(txn.succeeded());
                txn.results().forEach(step -> parts.add(translated(step, revisions)));
            }
            return parts;
        }

        private static KeyValue translated(KeyValue kv, Function<Long, Long> revisions) {
            return new KeyValue(
                    kv.key(),
                    kv.value(),
                    revisions.apply(kv.createRevision()),
                    revisions.apply(kv.modRevision()),
                    kv.version(),
                    kv.lease());
        }

        private List<KeyValue> scanned(FairleadClient client) {
            List<KeyValue> entries = new ArrayList<>();
            Function<Long, Long> revisions = client == view ? this::counterpart : Function.identity();
            try (var scan =
                    client.kv().scan(KeyRange.all(), ScanOptions.defaults().pageSize(2))) {
                scan.forEach(kv -> entries.add(translated(kv, revisions)));
            }
            return entries;
        }

        /** Every event up to the last put of {@code b}, which a last put of our own makes certain to come. */
        private List<Object> events(FairleadClient client, KeyRange range, long from, Kv kv) {
            Function<Long, Long> revisions = client == view ? this::counterpart : Function.identity();
            KeyRange read = range.key().isEmpty() ? new KeyRange(Bytes.of(0), range.end()) : range;
            long last = kv.get(read).entries().stream()
                    .mapToLong(KeyValue::modRevision)
                    .max()
                    .orElse(0);
            List<Object> events = new ArrayList<>();
            try (WatchIterator watch =
                    client.watches().iterate(range, WatchOptions.from(from).withPrevKv())) {
                long reached = 0;
                while (reached < last) {
                    WatchBatch batch = watch.take();
                    reached = batch.revision();
                    for (WatchEvent event : batch.events()) {
                        events.add(List.of(
                                event.kind(),
                                event.key(),
                                event.value(),
                                revisions.apply(event.revision()),
                                event.previous().map(before -> translated(before, revisions))));
                    }
                }
            }
            return events;
        }
    }
}
