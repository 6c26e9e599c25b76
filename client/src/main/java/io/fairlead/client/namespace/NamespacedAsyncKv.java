package io.fairlead.client.namespace;

import io.fairlead.api.Bytes;
import io.fairlead.api.Header;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.RefusedException;
import io.fairlead.api.kv.AsyncKv;
import io.fairlead.api.kv.DeleteOptions;
import io.fairlead.api.kv.DeleteResult;
import io.fairlead.api.kv.PutOptions;
import io.fairlead.api.kv.PutResult;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.kv.ScanOptions;
import io.fairlead.api.kv.ScanPage;
import io.fairlead.api.kv.Txn;
import io.fairlead.api.kv.TxnResult;
import io.fairlead.client.call.Effect;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** Keys and values of a namespace, without waiting. */
final class NamespacedAsyncKv implements AsyncKv {
    private final AsyncKv store;
    private final Namespace namespace;
    private final Insider insider;

    NamespacedAsyncKv(AsyncKv store, Namespace namespace) {
        this.store = store;
        this.namespace = namespace;
        this.insider = new Insider(namespace);
    }

    @Override
    public CompletableFuture<Optional<KeyValue>> get(Bytes key) {
        return Mapped.later(Effect.READ, () -> store.get(namespace.key(key)), found -> found.map(namespace::inside));
    }

    @Override
    public CompletableFuture<RangeResult> get(KeyRange range, ReadOptions options) {
        return Mapped.later(Effect.READ, () -> store.get(namespace.range(range), options), insider::range);
    }

    /** @throws RefusedException with EMPTY_KEY at once, as all that is wrong with the range itself */
    @Override
    public Flow.Publisher<ScanPage> scan(KeyRange range, ScanOptions options) {
        return Mapped.published(store.scan(namespace.range(range), options), insider::page);
    }

    @Override
    public CompletableFuture<PutResult> put(Bytes key, Bytes value, PutOptions options) {
        return Mapped.later(Effect.WRITE, () -> store.put(namespace.key(key), value, options), insider::put);
    }

    @Override
    public CompletableFuture<DeleteResult> delete(KeyRange range, DeleteOptions options) {
        return Mapped.later(Effect.WRITE, () -> store.delete(namespace.range(range), options), insider::delete);
    }

    @Override
    public CompletableFuture<TxnResult> commit(Txn txn) {
        Effect effect = txn.isReadOnly() ? Effect.READ : Effect.WRITE;
        return Mapped.later(effect, () -> store.commit(namespace.txn(txn)), insider::txn);
    }

    @Override
    public CompletableFuture<Header> compact(long revision) {
        return store.compact(revision);
    }

    @Override
    public CompletableFuture<Header> compactPhysical(long revision) {
        return store.compactPhysical(revision);
    }
}
