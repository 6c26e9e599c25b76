package io.fairlead.client.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.DeadlineExceededException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.AsyncKv;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.kv.Scan;
import io.fairlead.api.kv.ScanOptions;
import java.lang.reflect.Proxy;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class PagedScanTest {
    private final HeldReads kv = new HeldReads();

    @Test
    void scan_beforeItIsUsed_readsNothing() {
        try (Scan scan = scan(kv)) {
            assertThat(scan.iterator()).isNotNull();
            assertThat(kv.reads).isEmpty();
        }
    }

    @Test
    void scan_readsOnePageAheadAndNoMore() {
        try (Scan scan = scan(answering((read, number) -> read.answer(true)))) {
            Iterator<KeyValue> entries = scan.iterator();
            entries.next();
            assertThat(kv.reads).hasSize(2);
            entries.next();
            assertThat(kv.reads).hasSize(2);
            entries.next();
            assertThat(kv.reads).hasSize(3);
        }
    }

    @Test
    void scan_toTheEnd_givesEveryEntryOnce() {
        try (Scan scan = scan(answering((read, number) -> read.answer(number < 3)))) {
            assertThat(scan.revision()).isEqualTo(7);
            assertThat(scan)
                    .extracting(entry -> entry.key().toUtf8())
                    .hasSize(6)
                    .doesNotHaveDuplicates();
            assertThat(kv.reads).hasSize(3);
            assertThatThrownBy(scan::iterator).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void iterator_atTheEnd_throws() {
        try (Scan scan = scan(answering((read, number) -> read.answer(false)))) {
            Iterator<KeyValue> entries = scan.iterator();
            entries.next();
            entries.next();
            assertThatThrownBy(entries::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void troubleThatPasses_isThrownAndTheScanGoesOn() {
        DeadlineExceededException late = new DeadlineExceededException(Outcome.NOT_APPLIED, List.of(), null);
        try (Scan scan = scan(answering((read, number) -> {
            if (number == 2) {
                read.answer().completeExceptionally(late);
            } else {
                read.answer(number < 3);
            }
        }))) {
            Iterator<KeyValue> entries = scan.iterator();
            entries.next();
            KeyValue second = entries.next();
            assertThatThrownBy(entries::hasNext).isSameAs(late);
            KeyValue third = entries.next();
            assertThat(third.key()).isGreaterThan(second.key());
            assertThat(kv.reads.get(2).range()).isEqualTo(kv.reads.get(1).range());
        }
    }

    @Test
    void close_breaksOffWhatIsReadAhead() {
        Scan scan = scan(answering((read, number) -> {
            if (number == 1) {
                read.answer(true);
            }
        }));
        Iterator<KeyValue> entries = scan.iterator();
        entries.next();
        entries.next();
        scan.close();
        assertThat(kv.last().answer()).isCancelled();
        assertThatThrownBy(entries::hasNext)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the scan is closed");
    }

    private static Scan scan(AsyncKv kv) {
        return new PagedScan(kv, KeyRange.prefix("a"), ScanOptions.defaults().pageSize(2));
    }

    /** The held reads, each answered, or not, as soon as it is asked. */
    private AsyncKv answering(BiConsumer<HeldReads.Read, Integer> script) {
        return (AsyncKv) Proxy.newProxyInstance(
                AsyncKv.class.getClassLoader(), new Class<?>[] {AsyncKv.class}, (proxy, method, arguments) -> {
                    CompletableFuture<RangeResult> answer = kv.get((KeyRange) arguments[0], (ReadOptions) arguments[1]);
                    script.accept(kv.last(), kv.reads.size());
                    return answer;
                });
    }
}
