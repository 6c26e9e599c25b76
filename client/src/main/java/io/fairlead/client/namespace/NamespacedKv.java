package io.fairlead.client.namespace;

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

/** Keys and values of a namespace. Compaction is of the whole store. */
public final class NamespacedKv implements Kv {
    private final Kv store;
    private final Namespace namespace;
    private final Insider insider;

    public NamespacedKv(Kv store, Namespace namespace) {
        this.store = store;
        this.namespace = namespace;
        this.insider = new Insider(namespace);
    }

    @Override
    public RangeResult get(KeyRange range, ReadOptions options) {
        return insider.range(store.get(namespace.range(range), options));
    }

    @Override
    public Scan scan(KeyRange range, ScanOptions options) {
        return new NamespacedScan(store.scan(namespace.range(range), options), namespace);
    }

    @Override
    public PutResult put(Bytes key, Bytes value, PutOptions options) {
        return insider.put(store.put(namespace.key(key), value, options));
    }

    @Override
    public DeleteResult delete(KeyRange range, DeleteOptions options) {
        return insider.delete(store.delete(namespace.range(range), options));
    }

    @Override
    public TxnResult commit(Txn txn) {
        return insider.txn(store.commit(namespace.txn(txn)));
    }

    @Override
    public Header compact(long revision) {
        return store.compact(revision);
    }

    @Override
    public Header compactPhysical(long revision) {
        return store.compactPhysical(revision);
    }

    @Override
    public AsyncKv async() {
        return new NamespacedAsyncKv(store.async(), namespace);
    }
}
