package io.fairlead.api.kv;

import io.fairlead.api.Bytes;
import io.fairlead.api.Header;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * Keys and values without waiting: as {@link Kv}, but each call gives a future that fails with what the blocking call would
 * throw.
 *
 * <p>Futures complete on threads of the client's executor, where blocking is allowed. Cancelling a future that a method of
 * this interface returned cancels the call; cancelling one derived from it does not.
 */
public interface AsyncKv {
    /** As {@link Kv#get(Bytes)}. */
    CompletableFuture<Optional<KeyValue>> get(Bytes key);

    /** As {@link Kv#get(KeyRange, ReadOptions)}. */
    CompletableFuture<RangeResult> get(KeyRange range, ReadOptions options);

    /**
     * As {@link Kv#scan(KeyRange, ScanOptions)}, by demand: each subscription is a scan of its own that reads no more pages
     * than were requested, and fails by {@link Flow.Subscriber#onError} as that does. Nothing is read before the first request.
     */
    Flow.Publisher<ScanPage> scan(KeyRange range, ScanOptions options);

    /** As {@link Kv#put(Bytes, Bytes)}. */
    default CompletableFuture<PutResult> put(Bytes key, Bytes value) {
        return put(key, value, PutOptions.defaults());
    }

    /** As {@link Kv#put(Bytes, Bytes, PutOptions)}. */
    CompletableFuture<PutResult> put(Bytes key, Bytes value, PutOptions options);

    /** As {@link Kv#delete(KeyRange, DeleteOptions)}. */
    CompletableFuture<DeleteResult> delete(KeyRange range, DeleteOptions options);

    /** As {@link Kv#txn()}. */
    default TxnBuilder<CompletableFuture<TxnResult>> txn() {
        return new TxnBuilder<>(this::commit);
    }

    /** As {@link Kv#commit(Txn)}. */
    CompletableFuture<TxnResult> commit(Txn txn);

    /** As {@link Kv#compact(long)}. */
    CompletableFuture<Header> compact(long revision);

    /** As {@link Kv#compactPhysical(long)}. */
    CompletableFuture<Header> compactPhysical(long revision);
}
