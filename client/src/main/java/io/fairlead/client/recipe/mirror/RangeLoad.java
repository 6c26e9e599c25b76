package io.fairlead.client.recipe.mirror;

import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.kv.AsyncKv;
import io.fairlead.api.kv.ScanOptions;
import io.fairlead.api.kv.ScanPage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Reads a range page by page into a view of one revision. Cancelling it breaks the scan off. */
final class RangeLoad extends CompletableFuture<HeldView> implements Flow.Subscriber<ScanPage> {
    private final List<KeyValue> entries = new ArrayList<>();
    private long revision;
    private volatile Flow.@Nullable Subscription subscription;

    static RangeLoad start(AsyncKv kv, KeyRange range, int pageSize) {
        RangeLoad load = new RangeLoad();
        kv.scan(range, ScanOptions.defaults().pageSize(pageSize)).subscribe(load);
        return load;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(ScanPage page) {
        entries.addAll(page.entries());
        revision = page.revision();
        Flow.Subscription scan = subscription;
        if (scan != null) {
            scan.request(1);
        }
    }

    @Override
    public void onError(Throwable thrown) {
        completeExceptionally(thrown);
    }

    @Override
    public void onComplete() {
        complete(new HeldView(revision, KeyTree.of(entries)));
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        Flow.Subscription scan = subscription;
        if (scan != null) {
            scan.cancel();
        }
        return super.cancel(mayInterruptIfRunning);
    }
}
