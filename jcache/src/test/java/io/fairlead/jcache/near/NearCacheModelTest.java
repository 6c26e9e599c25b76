package io.fairlead.jcache.near;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.api.UnavailableException;
import io.fairlead.jcache.config.NearMode;
import io.fairlead.jcache.store.StoredEntry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random walks: writes here and elsewhere, a watch that is late, held or cut, answers that are overtaken, a cluster out of
 * reach, a copy that is too small. For each read there must be a revision that explains all of it: not below any the process
 * has seen or written, and, with a bound, not replaced longer ago than that.
 */
final class NearCacheModelTest {
    private static final int WALKS = 120;
    private static final int STEPS = 250;
    private static final Duration BOUND = Duration.ofMillis(100);

    private static final List<Bytes> KEYS =
            IntStream.range(0, 6).mapToObj(i -> Bytes.utf8("key" + i)).toList();

    @ParameterizedTest
    @ValueSource(ints = {100, 3, 1})
    void session_randomWalk_neverGoesBack(int maxEntries) {
        for (int seed = 0; seed < WALKS; seed++) {
            new Walk(seed, NearMode.session(), maxEntries, Long.MAX_VALUE).go();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 3, 1})
    void bounded_randomWalk_neverGoesBackNorIsStalerThanTheBound(int maxEntries) {
        int local = 0;
        for (int seed = 0; seed < WALKS; seed++) {
            Walk walk = new Walk(seed, NearMode.bounded(BOUND), maxEntries, BOUND.toNanos());
            walk.go();
            local += walk.answered - walk.store.reads;
        }
        assertThat(local).as("reads that the copy answered").isPositive();
    }

    private static final class Walk {
        private final long seed;
        private final long boundNanos;
        private final Random random;
        private final ScriptedStore store = new ScriptedStore();
        private final Deque<Runnable> background = new ArrayDeque<>();
        private final NearCache near;

        /** The lowest revision a read may still be explained by. */
        private long seen;

        private int answered;

        private Walk(long seed, NearMode mode, int maxEntries, long boundNanos) {
            this.seed = seed;
            this.boundNanos = boundNanos;
            this.random = new Random(seed);
            // A clock may begin anywhere, near its overflow too.
            store.nanos = random.nextBoolean() ? random.nextLong() : Long.MAX_VALUE - random.nextInt(1_000_000_000);
            for (int i = 0; i < random.nextInt(6); i++) {
                store.write(anyKey(), "first");
            }
            near = NearCache.open(store, mode, maxEntries, () -> store.nanos, background::add);
        }

        private void go() {
            store.onTheWay = () -> {
                for (int i = random.nextInt(4); i > 0; i--) {
                    happen();
                }
            };
            for (int i = 0; i < STEPS; i++) {
                if (random.nextBoolean()) {
                    happen();
                } else {
                    read();
                }
            }
        }

        /** Something that is not a read. */
        private void happen() {
            switch (random.nextInt(11)) {
                case 0 -> store.write(anyKey(), "another's");
                case 1 -> store.delete(anyKey());
                case 2 -> store.writeElsewhere();
                case 3 -> wrote(store.write(anyKey(), "mine"));
                case 4 -> wrote(store.delete(anyKey()));
                case 5, 6 -> store.deliver();
                case 7 -> store.deliverAll();
                case 8 -> store.nanos += random.nextInt((int) BOUND.toNanos());
                case 9 -> {
                    Runnable task = background.poll();
                    if (task != null) {
                        task.run();
                    }
                }
                default -> {
                    if (random.nextInt(5) == 0) {
                        store.endWatch();
                    }
                    store.unreachable = random.nextInt(4) == 0;
                }
            }
        }

        private void wrote(long revision) {
            near.wrote(revision);
            seen = Math.max(seen, revision);
        }

        private void read() {
            long began = store.nanos;
            long atLeast = seen;
            List<Bytes> keys = new ArrayList<>();
            keys.add(anyKey());
            for (int i = random.nextInt(3); i > 0; i--) {
                keys.add(anyKey());
            }
            List<StoredEntry> found;
            try {
                found = keys.size() == 1
                        ? List.of(near.get(keys.get(0)))
                        : near.getAll(keys).entries();
            } catch (UnavailableException closed) {
                return;
            }
            answered++;
            OptionalLong explanation = explain(found, atLeast, began);
            assertThat(explanation)
                    .as("seed %d: %s, read at %d ns, not below revision %d", seed, found, began, atLeast)
                    .isPresent();
            // What happened while the read was on its way may have moved it on.
            seen = Math.max(seen, explanation.getAsLong());
        }

        private OptionalLong explain(List<StoredEntry> found, long atLeast, long began) {
            return LongStream.rangeClosed(atLeast, store.revision)
                    .filter(revision -> found.stream().allMatch(entry -> wasAt(entry, revision, began)))
                    .findFirst();
        }

        /** Whether the key was as found at this revision, and not yet replaced at the time the bound goes back to. */
        private boolean wasAt(StoredEntry found, long revision, long began) {
            StoredEntry then = StoredEntry.absent(found.key());
            for (ScriptedStore.Past state : store.pastOf(found.key())) {
                if (state.revision() > revision) {
                    boolean tooOld = boundNanos != Long.MAX_VALUE && began - state.nanos() > boundNanos;
                    return then.equals(found) && !tooOld;
                }
                then = state.entry();
            }
            return then.equals(found);
        }

        private Bytes anyKey() {
            return KEYS.get(random.nextInt(KEYS.size()));
        }
    }
}
