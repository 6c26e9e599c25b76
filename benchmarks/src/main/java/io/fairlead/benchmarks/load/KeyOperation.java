package io.fairlead.benchmarks.load;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.Compare;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;

/** Operations on keys, each one unary call. */
final class KeyOperation implements Operation {
    private final LoadPlan plan;
    private final Connections connections;
    private final Keys keys;
    private final Endings endings;
    private final SlotCalls<PutRequest, PutResponse> puts = new SlotCalls<>(KVGrpc.getPutMethod(), answer -> true);
    private final SlotCalls<RangeRequest, RangeResponse> ranges =
            new SlotCalls<>(KVGrpc.getRangeMethod(), answer -> answer.getCount() == 1 && answer.getKvsCount() == 1);
    private final SlotCalls<TxnRequest, TxnResponse> txns =
            new SlotCalls<>(KVGrpc.getTxnMethod(), answer -> answer.getSucceeded() && answer.getResponsesCount() == 2);

    KeyOperation(LoadPlan plan, Connections connections, Endings endings) throws InterruptedException {
        this.plan = plan;
        this.connections = connections;
        this.keys = new Keys(plan);
        this.endings = endings;
        if (plan.what().readsKeys()) {
            keys.fill(connections);
        }
    }

    @Override
    public void start(int slot, long dueNanos) {
        ByteString key = keys.next(slot);
        switch (plan.what()) {
            case PUT -> put(slot, key);
            case RANGE -> range(slot, key, false);
            case SERIALIZABLE -> range(slot, key, true);
            case TXN -> txn(slot, key);
            case MIXED -> {
                if (keys.draw(slot, 100) < plan.readPercent()) {
                    range(slot, key, false);
                } else {
                    put(slot, key);
                }
            }
            case WATCH, KEEP_ALIVE, LEASES -> throw new IllegalStateException(plan.what() + " is not about keys alone");
        }
    }

    private void put(int slot, ByteString key) {
        puts.start(connections.of(slot), slot, putOf(key), endings::ended);
    }

    private void range(int slot, ByteString key, boolean serializable) {
        RangeRequest range = RangeRequest.newBuilder()
                .setKey(key)
                .setSerializable(serializable)
                .build();
        ranges.start(connections.of(slot), slot, range, endings::ended);
    }

    private void txn(int slot, ByteString key) {
        TxnRequest txn = TxnRequest.newBuilder()
                .addCompare(Compare.newBuilder()
                        .setKey(key)
                        .setTarget(Compare.CompareTarget.VERSION)
                        .setResult(Compare.CompareResult.GREATER)
                        .setVersion(0))
                .addSuccess(RequestOp.newBuilder().setRequestPut(putOf(key)))
                .addSuccess(RequestOp.newBuilder()
                        .setRequestRange(RangeRequest.newBuilder().setKey(key)))
                .build();
        txns.start(connections.of(slot), slot, txn, endings::ended);
    }

    private PutRequest putOf(ByteString key) {
        return PutRequest.newBuilder().setKey(key).setValue(keys.value()).build();
    }
}
