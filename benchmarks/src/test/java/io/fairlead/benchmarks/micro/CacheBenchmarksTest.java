package io.fairlead.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every benchmark does what it measures; how fast is not a test's business. */
@Timeout(120)
class CacheBenchmarksTest {
    @Test
    void reads_ofEveryKind_giveTheValue() throws IOException, InterruptedException, TimeoutException {
        CacheReads reads = new CacheReads();
        Turn turn = new Turn();
        reads.open();
        try {
            assertThat(reads.caffeine(turn)).isEqualTo(Caches.VALUE);
            assertThat(reads.nearSession(turn)).isEqualTo(Caches.VALUE);
            assertThat(reads.nearBounded(turn)).isEqualTo(Caches.VALUE);
            assertThat(reads.linearizable(turn)).isEqualTo(Caches.VALUE);
            assertThat(reads.client(turn)).isEqualTo(Caches.VALUE);
        } finally {
            reads.close();
        }
    }

    @Test
    void writes_ofEveryKind_areMade() throws IOException, InterruptedException, TimeoutException {
        CacheWrites writes = new CacheWrites();
        Turn turn = new Turn();
        writes.open();
        try {
            writes.put(turn);
            assertThat(writes.getAndPut(turn)).isEqualTo(Caches.VALUE);
            assertThat(writes.getAndPutNear(turn)).isEqualTo(Caches.VALUE);
            assertThat(writes.client(turn)).isPositive();
        } finally {
            writes.close();
        }
    }
}
