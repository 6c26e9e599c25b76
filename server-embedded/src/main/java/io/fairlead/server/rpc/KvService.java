package io.fairlead.server.rpc;

import com.google.protobuf.MessageLite;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.CompactionResponse;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeResponse;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.RangeStreamResponse;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.node.Node;
import io.fairlead.server.txn.RangePages;
import io.fairlead.server.txn.RequestRules;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/** etcd's KV service. */
final class KvService extends KVGrpc.KVImplBase {
    private final Node node;
    private final Desk desk;
    private final RequestChecks checks;

    KvService(Node node, Desk desk, RequestChecks checks) {
        this.node = node;
        this.desk = desk;
        this.checks = checks;
    }

    @Override
    public void range(RangeRequest request, StreamObserver<RangeResponse> call) {
        if ((!request.getSerializable() && !desk.admits(call)) || refused(call, checks.range(request))) {
            return;
        }
        desk.serve(
                call,
                requester -> node.range(request, requester),
                response -> response.toBuilder()
                        .setHeader(desk.headers().at(response.getHeader().getRevision()))
                        .build());
    }

    @Override
    public void rangeStream(RangeRequest request, StreamObserver<RangeStreamResponse> call) {
        if ((!request.getSerializable() && !desk.admits(call)) || refused(call, checks.range(request))) {
            return;
        }
        if (!RangePages.canTell(request)) {
            desk.refuse(call, EtcdError.RANGE_STREAM_NOT_ORDERED);
            return;
        }
        RangeStreamCall pages =
                new RangeStreamCall((ServerCallStreamObserver<RangeStreamResponse>) call, desk.headers());
        desk.serveWith(call, requester -> node.rangePages(request, requester), pages::begin);
    }

    @Override
    public void put(PutRequest request, StreamObserver<PutResponse> call) {
        if (!desk.admits(call) || !desk.hasRoomFor(call, request) || refused(call, checks.put(request))) {
            return;
        }
        desk.serve(call, requester -> node.propose(CommandKind.PUT, request, requester), (MessageLite done) -> {
            PutResponse response = (PutResponse) done;
            return response.toBuilder()
                    .setHeader(desk.headers().at(response.getHeader().getRevision()))
                    .build();
        });
    }

    @Override
    public void deleteRange(DeleteRangeRequest request, StreamObserver<DeleteRangeResponse> call) {
        if (!desk.admits(call) || refused(call, checks.deleteRange(request))) {
            return;
        }
        desk.serve(
                call, requester -> node.propose(CommandKind.DELETE_RANGE, request, requester), (MessageLite done) -> {
                    DeleteRangeResponse response = (DeleteRangeResponse) done;
                    return response.toBuilder()
                            .setHeader(desk.headers().at(response.getHeader().getRevision()))
                            .build();
                });
    }

    @Override
    public void txn(TxnRequest request, StreamObserver<TxnResponse> call) {
        if (!desk.admits(call) || !desk.hasRoomFor(call, request) || refused(call, checks.txn(request))) {
            return;
        }
        if (RequestRules.isReadOnly(request)) {
            desk.serve(call, requester -> node.readTxn(request, requester), this::finish);
        } else {
            desk.serve(
                    call,
                    requester -> node.propose(CommandKind.TXN, request, requester),
                    (MessageLite done) -> finish((TxnResponse) done));
        }
    }

    private TxnResponse finish(TxnResponse response) {
        return response.toBuilder()
                .setHeader(desk.headers().at(response.getHeader().getRevision()))
                .build();
    }

    @Override
    public void compact(CompactionRequest request, StreamObserver<CompactionResponse> call) {
        if (!desk.admits(call)) {
            return;
        }
        desk.serve(call, requester -> node.propose(CommandKind.COMPACTION, request, requester), (MessageLite done) -> {
            CompactionResponse response = (CompactionResponse) done;
            return response.toBuilder()
                    .setHeader(desk.headers().at(response.getHeader().getRevision()))
                    .build();
        });
    }

    private boolean refused(StreamObserver<?> call, Optional<EtcdError> error) {
        error.ifPresent(condition -> desk.refuse(call, condition));
        return error.isPresent();
    }
}
