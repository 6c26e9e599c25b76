package io.fairlead.client.namespace;

import io.fairlead.api.Bytes;
import io.fairlead.api.kv.DeleteResult;
import io.fairlead.api.kv.OpResult;
import io.fairlead.api.kv.PutResult;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.ScanPage;
import io.fairlead.api.kv.TxnResult;
import io.fairlead.api.lease.LeaseInfo;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchEvent;
import java.util.ArrayList;
import java.util.List;

/** The way back: from what the store answers to what the view shows. */
final class Insider {
    private final Namespace namespace;

    Insider(Namespace namespace) {
        this.namespace = namespace;
    }

    RangeResult range(RangeResult result) {
        return new RangeResult(result.header(), namespace.inside(result.entries()), result.more(), result.count());
    }

    PutResult put(PutResult result) {
        return new PutResult(result.header(), result.previous().map(namespace::inside));
    }

    DeleteResult delete(DeleteResult result) {
        return new DeleteResult(result.header(), result.deleted(), namespace.inside(result.previous()));
    }

    TxnResult txn(TxnResult result) {
        List<OpResult> results = new ArrayList<>(result.results().size());
        for (OpResult step : result.results()) {
            results.add(step(step));
        }
        return new TxnResult(result.header(), result.succeeded(), results);
    }

    private OpResult step(OpResult step) {
        if (step instanceof RangeResult range) {
            return range(range);
        }
        if (step instanceof PutResult put) {
            return put(put);
        }
        if (step instanceof DeleteResult delete) {
            return delete(delete);
        }
        return txn((TxnResult) step);
    }

    ScanPage page(ScanPage page) {
        return new ScanPage(page.revision(), namespace.inside(page.entries()), page.last());
    }

    WatchBatch batch(WatchBatch batch) {
        List<WatchEvent> events = new ArrayList<>(batch.events().size());
        for (WatchEvent event : batch.events()) {
            events.add(new WatchEvent(
                    event.kind(),
                    namespace.inside(event.entry()),
                    event.previous().map(namespace::inside)));
        }
        return new WatchBatch(batch.kind(), batch.revision(), events);
    }

    /** Keys elsewhere that hang on the lease are left out: the view has no name for them. */
    LeaseInfo lease(LeaseInfo lease) {
        List<Bytes> keys = new ArrayList<>();
        for (Bytes key : lease.keys()) {
            if (namespace.holds(key)) {
                keys.add(namespace.inside(key));
            }
        }
        return new LeaseInfo(lease.header(), lease.id(), lease.grantedTtl(), lease.remaining(), keys);
    }
}
