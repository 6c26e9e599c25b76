package io.fairlead.server.storage.backend;

import io.fairlead.api.Bytes;
import java.io.IOException;
import java.util.List;
import java.util.Random;

/** Writes a state by a seed, batch after batch: puts, tombstones, bucket changes, drops. The same seed writes the same. */
final class BackendWriter {
    private static final List<Bucket> BUCKETS = List.of(Bucket.values());

    private final Backend backend;
    private final Sealing sealing;
    private final Random random;
    private long index;
    private long main = 1;

    /** What is done with a batch that is written. */
    @FunctionalInterface
    interface Sealing {
        void seal(Batch batch, AppliedMark mark) throws IOException;
    }

    BackendWriter(Backend backend, long seed) {
        this(backend, seed, backend::seal);
    }

    BackendWriter(Backend backend, long seed, Sealing sealing) {
        this.backend = backend;
        this.sealing = sealing;
        this.random = new Random(seed);
        this.index = backend.applied().index();
    }

    void writeBatch() throws IOException {
        Batch batch = backend.begin();
        for (int txns = random.nextInt(3); txns >= 0; txns--) {
            main++;
            int changes = 1 + random.nextInt(3);
            for (int sub = 0; sub < changes; sub++) {
                Bytes key = Bytes.utf8("key-" + random.nextInt(20));
                if (random.nextInt(4) == 0) {
                    batch.tombstone(main, sub, key);
                } else {
                    byte[] value = new byte[random.nextInt(200)];
                    random.nextBytes(value);
                    batch.put(
                            main, sub, key, Bytes.unsafeWrap(value), 1 + random.nextInt((int) main), sub + 1, main % 3);
                }
            }
        }
        Bucket bucket = BUCKETS.get(random.nextInt(BUCKETS.size()));
        Bytes key = Bytes.utf8("entry-" + random.nextInt(5));
        if (random.nextInt(3) == 0) {
            batch.remove(bucket, key);
        } else {
            batch.put(bucket, key, Bytes.utf8("value-" + index));
        }
        index++;
        sealing.seal(batch, new AppliedMark(index, 1 + index / 10, Bytes.utf8("conf-" + index / 7)));
    }

    /** Drops about half of what is older than the newest ten revisions. */
    void dropSome() {
        for (long old = 2; old < main - 10; old++) {
            for (int sub = 0; sub < 3; sub++) {
                if (random.nextBoolean()) {
                    backend.drop(old, sub);
                }
            }
        }
    }
}
