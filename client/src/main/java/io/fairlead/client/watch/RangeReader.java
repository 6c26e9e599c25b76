package io.fairlead.client.watch;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.kv.AsyncKv;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.ReadOptions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Reads a range in pages, all of one revision. */
final class RangeReader {
    private static final long PAGE_KEYS = 1_000;

    private final AsyncKv kv;

    RangeReader(AsyncKv kv) {
        this.kv = kv;
    }

    /**
     * Reads everything.
     *
     * @param revision the revision to read at, 0 for the newest
     * @param page gets the entries in the order of their keys, a page at a time; the threads differ, the calls do not overlap
     * @return the revision that was read at
     */
    CompletableFuture<Long> read(KeyRange range, long revision, boolean keysOnly, Consumer<List<KeyValue>> page) {
        ReadOptions options = ReadOptions.defaults().limit(PAGE_KEYS).revision(revision);
        return kv.get(range, keysOnly ? options.withKeysOnly() : options).thenCompose(result -> {
            page.accept(result.entries());
            long pinned = revision == 0 ? result.header().revision() : revision;
            return result.more()
                    ? read(rest(range, result), pinned, keysOnly, page)
                    : CompletableFuture.completedFuture(pinned);
        });
    }

    /** What lies behind the last key of a page. */
    private static KeyRange rest(KeyRange range, RangeResult page) {
        Bytes last = page.entries().get(page.entries().size() - 1).key();
        return new KeyRange(last.concat(Bytes.of(0)), range.end());
    }
}
