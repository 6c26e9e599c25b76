package io.fairlead.server.transport.grpc;

import com.google.protobuf.UnsafeByteOperations;
import io.fairlead.api.error.Answer;
import io.fairlead.server.membership.Member;
import io.fairlead.server.mvcc.HashReport;
import io.fairlead.server.mvcc.KvHash;
import io.fairlead.server.pb.peer.Batch;
import io.fairlead.server.pb.peer.KeysHash;
import io.fairlead.server.pb.peer.LeaseLifeRequest;
import io.fairlead.server.pb.peer.LeaseLifeResponse;
import io.fairlead.server.pb.peer.ListMembersRequest;
import io.fairlead.server.pb.peer.ListMembersResponse;
import io.fairlead.server.pb.peer.PeerGrpc;
import io.fairlead.server.pb.peer.PeerMember;
import io.fairlead.server.pb.peer.PromoteLearnerRequest;
import io.fairlead.server.pb.peer.PromoteLearnerResponse;
import io.fairlead.server.pb.peer.Receipt;
import io.fairlead.server.pb.peer.RenewLeaseRequest;
import io.fairlead.server.pb.peer.RenewLeaseResponse;
import io.fairlead.server.pb.peer.ReportHashRequest;
import io.fairlead.server.pb.peer.ReportHashResponse;
import io.fairlead.server.pb.peer.SnapshotPart;
import io.fairlead.server.pb.peer.SnapshotResult;
import io.fairlead.server.raft.model.Message;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The calls of peers that {@link PeerGate} let in. On event loops, but for snapshots. */
final class PeerService extends PeerGrpc.PeerImplBase {
    private static final System.Logger LOG = System.getLogger(PeerService.class.getName());

    @Override
    public StreamObserver<Batch> deliver(StreamObserver<Receipt> receipts) {
        PeerInbox inbox = PeerGate.INBOX.get();
        Handshake sender = PeerGate.HANDSHAKE.get();
        ignoreCancel(receipts);
        inbox.guests().greeted(sender);
        Receipt receipt = Receipt.newBuilder()
                .setClusterId(inbox.self().clusterId())
                .setMemberId(inbox.self().memberId())
                .build();
        receipts.onNext(receipt);
        return new StreamObserver<>() {
            private boolean over;

            @Override
            public void onNext(Batch batch) {
                if (over) {
                    return;
                }
                Optional<PeerGate.Refused> removal = PeerGate.removal(sender, inbox);
                if (removal.isPresent()) {
                    over = true;
                    receipts.onError(removal.get().toException());
                    return;
                }
                inbox.meters().of(sender.from()).receivedBytes().add(batch.getSerializedSize());
                for (io.fairlead.server.pb.raftpb.Message message : batch.getMessagesList()) {
                    if (message.getFrom() != sender.from() || message.getTo() != sender.to()) {
                        throw refuse("a message from " + Long.toHexString(message.getFrom()) + " to "
                                + Long.toHexString(message.getTo()) + " on the stream from "
                                + Long.toHexString(sender.from()) + " to " + Long.toHexString(sender.to()));
                    }
                    inbox.sink().receive(decode(message));
                }
                if (batch.getReceiptWanted()) {
                    receipts.onNext(receipt);
                }
            }

            private Message decode(io.fairlead.server.pb.raftpb.Message message) {
                try {
                    return PeerCodec.decode(message);
                } catch (PeerCodec.MalformedMessage e) {
                    throw refuse("malformed message: " + e.getMessage());
                }
            }

            private RuntimeException refuse(String why) {
                LOG.log(Level.ERROR, "ended a stream from peer " + Long.toHexString(sender.from()) + ": " + why);
                return Status.INVALID_ARGUMENT.withDescription(why).asRuntimeException();
            }

            @Override
            public void onError(Throwable cause) {
                // The sender went away; it opens another stream when it is back.
            }

            @Override
            public void onCompleted() {
                if (!over) {
                    receipts.onCompleted();
                }
            }
        };
    }

    @Override
    public StreamObserver<SnapshotPart> installSnapshot(StreamObserver<SnapshotResult> results) {
        ignoreCancel(results);
        return new SnapshotReceiver(PeerGate.INBOX.get(), PeerGate.HANDSHAKE.get(), results);
    }

    @Override
    public void promoteLearner(PromoteLearnerRequest request, StreamObserver<PromoteLearnerResponse> response) {
        ignoreCancel(response);
        answer(
                PeerGate.INBOX.get().answers().promoteLearner(request.getLearnerId()),
                response,
                promoted -> PromoteLearnerResponse.getDefaultInstance());
    }

    @Override
    public void renewLease(RenewLeaseRequest request, StreamObserver<RenewLeaseResponse> response) {
        ignoreCancel(response);
        answer(
                PeerGate.INBOX.get().answers().renewLease(request.getLeaseId()),
                response,
                seconds ->
                        RenewLeaseResponse.newBuilder().setGrantedTtl(seconds).build());
    }

    @Override
    public void leaseLife(LeaseLifeRequest request, StreamObserver<LeaseLifeResponse> response) {
        ignoreCancel(response);
        answer(
                PeerGate.INBOX.get().answers().leaseLife(request.getLeaseId(), request.getKeys()),
                response,
                life -> LeaseLifeResponse.newBuilder()
                        .setRemainingTtl(life.remainingSeconds())
                        .setGrantedTtl(life.grantedSeconds())
                        .addAllKeys(life.keys().stream()
                                .map(key -> UnsafeByteOperations.unsafeWrap(key.asByteBuffer()))
                                .toList())
                        .build());
    }

    @Override
    public void reportHash(ReportHashRequest request, StreamObserver<ReportHashResponse> response) {
        ignoreCancel(response);
        answer(PeerGate.INBOX.get().answers().reportHash(request.getRevision()), response, PeerService::response);
    }

    private static ReportHashResponse response(HashReport report) {
        ReportHashResponse.Builder response = ReportHashResponse.newBuilder()
                .setAppliedIndex(report.appliedIndex())
                .setRevision(report.revision());
        report.hash().map(PeerService::message).ifPresent(response::setHash);
        return response.build();
    }

    private static KeysHash message(KvHash hash) {
        return KeysHash.newBuilder()
                .setHash(hash.hash())
                .setRevision(hash.revision())
                .setCompactedRevision(hash.compactedRevision())
                .build();
    }

    private static <T, R> void answer(
            CompletableFuture<Answer<T>> promise, StreamObserver<R> response, Function<T, R> finish) {
        var unused = promise.whenComplete((answer, broken) -> {
            if (broken != null) {
                LOG.log(Level.ERROR, "a call of a peer broke an invariant of this member", broken);
                response.onError(Status.INTERNAL.asRuntimeException());
            } else if (answer instanceof Answer.Refused<T> refused) {
                response.onError(Status.fromCode(refused.error().code())
                        .withDescription(refused.error().text())
                        .asRuntimeException());
            } else {
                response.onNext(finish.apply(((Answer.Ok<T>) answer).value()));
                response.onCompleted();
            }
        });
    }

    @Override
    public void listMembers(ListMembersRequest request, StreamObserver<ListMembersResponse> response) {
        PeerInbox inbox = PeerGate.INBOX.get();
        ListMembersResponse.Builder answer =
                ListMembersResponse.newBuilder().setClusterId(inbox.self().clusterId());
        for (Member member : inbox.answers().members()) {
            answer.addMembers(PeerMember.newBuilder()
                    .setId(member.id())
                    .setName(member.name())
                    .addAllPeerUrls(member.peerUrls())
                    .addAllClientUrls(member.clientUrls())
                    .setLearner(member.learner()));
        }
        response.onNext(answer.build());
        response.onCompleted();
    }

    /** Answers to a caller that went away are dropped instead of thrown at us. */
    private static void ignoreCancel(StreamObserver<?> response) {
        ((ServerCallStreamObserver<?>) response).setOnCancelHandler(() -> {});
    }
}
