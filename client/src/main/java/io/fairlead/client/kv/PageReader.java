package io.fairlead.client.kv;

import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.kv.AsyncKv;
import io.fairlead.api.kv.ScanOptions;
import io.fairlead.api.kv.ScanPage;
import io.fairlead.client.call.CallFuture;
import io.fairlead.client.call.Effect;
import java.util.Optional;

/**
 * Reads the pages of a scan, one after another: a page may be asked for when the one before it has ended, so that each touch
 * of the cursor happens before the next.
 */
final class PageReader {
    private final AsyncKv kv;
    private final ScanCursor cursor;

    PageReader(AsyncKv kv, KeyRange range, ScanOptions options) {
        this.kv = kv;
        this.cursor = new ScanCursor(range, options);
    }

    /** True if the last page was read. */
    boolean isDone() {
        return cursor.isDone();
    }

    /** The next page. After a failure this may be called again, and asks for the same page. Cancelling breaks the read off. */
    CallFuture<ScanPage> next() {
        CallFuture<ScanPage> page = new CallFuture<>(Effect.READ);
        ask(page);
        return page;
    }

    private void ask(CallFuture<ScanPage> page) {
        page.follow(kv.get(cursor.range(), cursor.request()), (answer, thrown) -> {
            if (answer != null) {
                page.complete(cursor.accept(answer));
            } else if (thrown instanceof FairleadException failure) {
                Optional<FairleadException> end = cursor.refuse(failure);
                if (end.isPresent()) {
                    page.completeExceptionally(end.get());
                } else {
                    ask(page);
                }
            } else {
                page.completeExceptionally(thrown == null ? new IllegalStateException("no answer") : thrown);
            }
        });
    }
}
