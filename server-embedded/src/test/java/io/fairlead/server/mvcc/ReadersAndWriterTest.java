package io.fairlead.server.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.server.storage.backend.AppliedMark;
import io.fairlead.server.storage.backend.Batch;
import io.fairlead.server.storage.backend.FileOwner;
import io.fairlead.server.storage.backend.SegmentedBackend;
import io.fairlead.server.storage.disk.SystemDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Readers on many threads while the writer writes, compacts and cleans. Each transaction moves an amount between accounts, so
 * whoever sees part of one, or an old and a new record together, sees a wrong sum.
 */
class ReadersAndWriterTest {
    private static final int ACCOUNTS = 200;
    private static final int TOTAL = ACCOUNTS * 100;
    private static final int TURNS = 3000;

    @TempDir
    private Path directory;

    private static Bytes account(int number) {
        return Bytes.utf8(String.format("account/%04d", number));
    }

    private static int amount(KeyState state) {
        return Integer.parseInt(state.value().toUtf8());
    }

    @Test
    void readers_whileTheWriterWritesCompactsAndCleans_seeWholeTransactions() throws Exception {
        SegmentedBackend backend = SegmentedBackend.open(new SystemDisk(), directory, new FileOwner(1, 2), 256 << 10);
        MvccStore store = MvccStore.open(backend);
        Batch first = backend.begin();
        WriteTxn opening = store.begin(first);
        for (int i = 0; i < ACCOUNTS; i++) {
            opening.put(account(i), Bytes.utf8("100"), 0);
        }
        opening.commit();
        backend.seal(first, new AppliedMark(1, 1, Bytes.empty()));
        store.publish();

        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                readers.add(threads.submit(reader(store, done, i)));
            }
            Future<Boolean> cleaner = threads.submit(() -> {
                while (!done.get()) {
                    backend.force();
                    backend.clean(true);
                }
                return true;
            });
            write(backend, store);
            done.set(true);
            for (Future<Integer> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
            assertThat(cleaner.get()).isTrue();
        } finally {
            done.set(true);
            threads.shutdownNow();
        }
        assertThat(backend.sizeInUse()).isLessThan(2L << 20);
        backend.close();
    }

    private static void write(SegmentedBackend backend, MvccStore store) throws IOException {
        Random random = new Random(1);
        for (int turn = 2; turn < TURNS; turn++) {
            Batch batch = backend.begin();
            for (int i = random.nextInt(4); i >= 0; i--) {
                WriteTxn txn = store.begin(batch);
                move(txn, random.nextInt(ACCOUNTS), random.nextInt(ACCOUNTS), random.nextInt(50));
                txn.commit();
            }
            if (turn % 100 == 0) {
                WriteTxn txn = store.begin(batch);
                txn.compact(store.revision() - random.nextInt(50));
                txn.commit();
            }
            store.compactor().step(batch, 40);
            backend.seal(batch, new AppliedMark(turn, 1, Bytes.empty()));
            store.publish();
        }
    }

    /** Moves an amount; an account that becomes empty is deleted and comes back with the next amount. */
    private static void move(WriteTxn txn, int from, int to, int amount) {
        if (from == to) {
            return;
        }
        KeyState source = txn.get(KeySpan.of(account(from)), txn.revision());
        KeyState target = txn.get(KeySpan.of(account(to)), txn.revision());
        int moved = source == null ? 0 : Math.min(amount, amount(source));
        if (moved == 0 || source == null) {
            return;
        }
        int left = amount(source) - moved;
        if (left == 0) {
            txn.deleteRange(KeySpan.of(account(from)));
        } else {
            txn.put(account(from), Bytes.utf8(Integer.toString(left)), 0);
        }
        int reached = (target == null ? 0 : amount(target)) + moved;
        txn.put(account(to), Bytes.utf8(Integer.toString(reached)), 0);
    }

    private static Callable<Integer> reader(MvccStore store, AtomicBoolean done, int seed) {
        return () -> {
            Random random = new Random(seed);
            int whole = 0;
            while (!done.get() || whole == 0) {
                ReadView view = store.view();
                long at = Math.max(2, view.revision() - random.nextInt(60));
                RevisionList found = new RevisionList();
                view.find(KeySpan.ALL, at, 0, found);
                int sum = 0;
                boolean missing = false;
                for (int i = 0; i < found.size() && !missing; i++) {
                    KeyState state = view.read(found.mainAt(i), found.subAt(i));
                    missing = state == null;
                    sum += state == null ? 0 : amount(state);
                }
                if (view.covers(at)) {
                    assertThat(missing).as("a record is missing at %d", at).isFalse();
                    assertThat(sum)
                            .as("sum at revision %d of %d", at, view.revision())
                            .isEqualTo(TOTAL);
                    whole++;
                }
            }
            return whole;
        };
    }
}
