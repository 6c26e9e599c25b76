package io.fairlead.client.kv;

import com.google.protobuf.MessageLite;
import io.fairlead.api.Bytes;
import io.fairlead.api.Consistency;
import io.fairlead.api.Header;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
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
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.client.call.Caller;
import io.fairlead.client.call.Effect;
import io.fairlead.client.call.Target;
import io.fairlead.client.call.Wire;
import io.grpc.MethodDescriptor;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Function;

/** Keys and values over gRPC. */
final class RemoteAsyncKv implements AsyncKv {
    private final Caller caller;

    RemoteAsyncKv(Caller caller) {
        this.caller = caller;
    }

    @Override
    public CompletableFuture<Optional<KeyValue>> get(Bytes key) {
        return call(
                KVGrpc.getRangeMethod(),
                KvRequests.range(KeyRange.single(key), ReadOptions.defaults()),
                Effect.READ,
                response -> KvResults.range(response).first());
    }

    @Override
    public CompletableFuture<RangeResult> get(KeyRange range, ReadOptions options) {
        Target target = options.consistency() == Consistency.SERIALIZABLE ? Target.ANY_ALONE : Target.ANY;
        return caller.call(
                KVGrpc.getRangeMethod(),
                KvRequests.range(range, options),
                Effect.READ,
                target,
                (answer, endpoint) -> KvResults.range(answer));
    }

    @Override
    public Flow.Publisher<ScanPage> scan(KeyRange range, ScanOptions options) {
        return new ScanPublisher(this, range, options);
    }

    @Override
    public CompletableFuture<PutResult> put(Bytes key, Bytes value, PutOptions options) {
        return call(KVGrpc.getPutMethod(), KvRequests.put(key, value, options), Effect.WRITE, KvResults::put);
    }

    @Override
    public CompletableFuture<DeleteResult> delete(KeyRange range, DeleteOptions options) {
        return call(KVGrpc.getDeleteRangeMethod(), KvRequests.delete(range, options), Effect.WRITE, KvResults::delete);
    }

    @Override
    public CompletableFuture<TxnResult> commit(Txn txn) {
        Effect effect = txn.isReadOnly() ? Effect.READ : Effect.WRITE;
        return call(KVGrpc.getTxnMethod(), KvRequests.txn(txn), effect, KvResults::txn);
    }

    @Override
    public CompletableFuture<Header> compact(long revision) {
        return compact(revision, false);
    }

    @Override
    public CompletableFuture<Header> compactPhysical(long revision) {
        return compact(revision, true);
    }

    private CompletableFuture<Header> compact(long revision, boolean physical) {
        CompactionRequest request = CompactionRequest.newBuilder()
                .setRevision(revision)
                .setPhysical(physical)
                .build();
        return call(KVGrpc.getCompactMethod(), request, Effect.WRITE, response -> Wire.header(response.getHeader()));
    }

    private <Q extends MessageLite, A, R> CompletableFuture<R> call(
            MethodDescriptor<Q, A> method, Q request, Effect effect, Function<? super A, ? extends R> result) {
        return caller.call(method, request, effect, Target.ANY, (answer, endpoint) -> result.apply(answer));
    }
}
