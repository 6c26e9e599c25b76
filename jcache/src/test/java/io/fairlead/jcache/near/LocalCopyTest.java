package io.fairlead.jcache.near;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.jcache.store.Change;
import io.fairlead.jcache.store.ChangeBatch;
import io.fairlead.jcache.store.Envelope;
import io.fairlead.jcache.store.StoredEntry;
import io.fairlead.jcache.store.View;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class LocalCopyTest {
    private static final int REVISIONS = 5_000;
    private static final Bytes ONE = Bytes.utf8("one");
    private static final Bytes TWO = Bytes.utf8("two");

    /** So many others between the two that to apply a revision takes a while. */
    private static final List<Bytes> KEYS = Stream.of(
                    Stream.of(ONE), IntStream.range(0, 100).mapToObj(i -> Bytes.utf8("between" + i)), Stream.of(TWO))
            .flatMap(keys -> keys)
            .toList();

    private final AtomicBoolean done = new AtomicBoolean();

    /** Every revision writes, or deletes, all keys: who reads one and then the other never finds the other older. */
    @Test
    void revision_readWhileItIsApplied_isSeenWholeOrNotAtAll() throws Exception {
        LocalCopy copy = new LocalCopy(List.of(entry(ONE, 1), entry(TWO, 1)), 1, 0, 1_000, new AtomicLong());
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            Future<Long> pairs = threads.submit(untilDone(() -> {
                List<StoredEntry> both =
                        copy.getAll(List.of(ONE, TWO)).map(View::entries).orElseThrow();
                // Without a record, it is 0.
                assertThat(both.get(0).modRevision()).isEqualTo(both.get(1).modRevision());
            }));
            Future<Long> singles = threads.submit(untilDone(() -> {
                StoredEntry one = copy.get(ONE);
                StoredEntry two = copy.get(TWO);
                if (one != null && one.exists() && two != null && two.exists()) {
                    assertThat(two.modRevision()).isGreaterThanOrEqualTo(one.modRevision());
                }
            }));
            for (int revision = 2; revision <= REVISIONS; revision++) {
                long at = revision;
                List<Change> changes = KEYS.stream()
                        .map(key -> change(at % 3 == 0 ? StoredEntry.absent(key) : entry(key, at)))
                        .toList();
                copy.apply(new ChangeBatch(ChangeBatch.Kind.CHANGES, revision, changes));
            }
            done.set(true);
            assertThat(pairs.get(30, TimeUnit.SECONDS)).isPositive();
            assertThat(singles.get(30, TimeUnit.SECONDS)).isPositive();
        } finally {
            threads.shutdownNow();
        }
    }

    /** Reads until everything is applied; how often. */
    private Callable<Long> untilDone(Runnable read) {
        return () -> {
            long reads = 0;
            do {
                read.run();
                reads++;
            } while (!done.get());
            return reads;
        };
    }

    private static StoredEntry entry(Bytes key, long revision) {
        Envelope envelope = new Envelope(Envelope.ETERNAL, revision, Set.of(), Bytes.empty());
        return new StoredEntry(key, 1, revision, 0, Optional.of(envelope));
    }

    private static Change change(StoredEntry now) {
        return new Change(Change.Kind.UPDATED, now, StoredEntry.absent(now.key()));
    }
}
