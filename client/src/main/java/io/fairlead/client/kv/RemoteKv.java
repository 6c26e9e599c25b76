package io.fairlead.client.kv;

import io.fairlead.api.Bytes;
import io.fairlead.api.Header;
import io.fairlead.api.KeyRange;
import io.fairlead.api.kv.AsyncKv;
import io.fairlead.api.kv.DeleteOptions;
import io.fairlead.api.kv.DeleteResult;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.kv.PutOptions;
import io.fairlead.api.kv.PutResult;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.kv.Scan;
import io.fairlead.api.kv.ScanOptions;
import io.fairlead.api.kv.Txn;
import io.fairlead.api.kv.TxnResult;
import io.fairlead.client.call.Blocking;
import io.fairlead.client.call.Caller;

/** Keys and values over gRPC, waiting. */
public final class RemoteKv implements Kv {
    private final AsyncKv async;

    public RemoteKv(Caller caller) {
        this.async = new RemoteAsyncKv(caller);
    }

    @Override
    public RangeResult get(KeyRange range, ReadOptions options) {
        return Blocking.await(async.get(range, options));
    }

    @Override
    public Scan scan(KeyRange range, ScanOptions options) {
        return new PagedScan(async, range, options);
    }

    @Override
    public PutResult put(Bytes key, Bytes value, PutOptions options) {
        return Blocking.await(async.put(key, value, options));
    }

    @Override
    public DeleteResult delete(KeyRange range, DeleteOptions options) {
        return Blocking.await(async.delete(range, options));
    }

    @Override
    public TxnResult commit(Txn txn) {
        return Blocking.await(async.commit(txn));
    }

    @Override
    public Header compact(long revision) {
        return Blocking.await(async.compact(revision));
    }

    @Override
    public Header compactPhysical(long revision) {
        return Blocking.await(async.compactPhysical(revision));
    }

    @Override
    public AsyncKv async() {
        return async;
    }
}
