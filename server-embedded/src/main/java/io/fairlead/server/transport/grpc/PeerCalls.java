package io.fairlead.server.transport.grpc;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.EtcdErrors;
import io.fairlead.server.membership.Member;
import io.fairlead.server.mvcc.HashReport;
import io.fairlead.server.mvcc.KvHash;
import io.fairlead.server.pb.peer.KeysHash;
import io.fairlead.server.pb.peer.ListMembersRequest;
import io.fairlead.server.pb.peer.ListMembersResponse;
import io.fairlead.server.pb.peer.PeerGrpc;
import io.fairlead.server.pb.peer.PromoteLearnerRequest;
import io.fairlead.server.pb.peer.PromoteLearnerResponse;
import io.fairlead.server.pb.peer.ReportHashRequest;
import io.fairlead.server.pb.peer.ReportHashResponse;
import io.fairlead.server.port.EventLoops;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Single calls to peers. Each opens a connection of its own and closes it: they are rare. */
public final class PeerCalls {
    private final EventLoopGroup loops;
    private final PeerDialer dialer;
    private final PeerLimits limits;

    PeerCalls(EventLoopGroup loops, PeerDialer dialer) {
        this.loops = loops;
        this.dialer = dialer;
        this.limits = dialer.limits();
    }

    /**
     * A cluster as one of its members sees it.
     *
     * @param members in ascending unsigned order of id
     */
    public record ClusterView(long clusterId, List<Member> members) {
        public ClusterView {
            members = List.copyOf(members);
        }
    }

    /**
     * For a member that joins a running cluster and has no node yet: asks each of {@code peerUrls} in turn who is in the
     * cluster, until one gives a {@code wanted} answer; a member that lags behind may not know the newest ones yet. Where
     * nobody gives one, the last answer. Repeating it is safe. The caller keeps {@code hold} open until the end.
     *
     * @return fails with an {@link IOException} that says of each URL why it did not answer, if none did
     */
    public static CompletableFuture<ClusterView> fetchMembers(
            List<String> peerUrls, Predicate<ClusterView> wanted, EventLoops.Hold hold, PeerDialer dialer) {
        CompletableFuture<ClusterView> result = new CompletableFuture<>();
        PeerCalls calls = new PeerCalls(hold.group(), dialer);
        calls.askNext(List.copyOf(peerUrls), 0, wanted, Optional.empty(), new ArrayList<>(), result);
        return result;
    }

    private void askNext(
            List<String> peerUrls,
            int index,
            Predicate<ClusterView> wanted,
            Optional<ClusterView> last,
            List<String> failures,
            CompletableFuture<ClusterView> result) {
        if (index == peerUrls.size() && last.isPresent()) {
            result.complete(last.get());
            return;
        }
        if (index == peerUrls.size()) {
            result.completeExceptionally(new IOException("no member of the cluster answers: "
                    + (failures.isEmpty() ? "no peer URL to ask" : String.join("; ", failures))));
            return;
        }
        String url = peerUrls.get(index);
        var unused = listMembers(url).whenComplete((view, broken) -> {
            if (broken == null && wanted.test(view)) {
                result.complete(view);
            } else if (broken == null) {
                askNext(peerUrls, index + 1, wanted, Optional.of(view), failures, result);
            } else {
                failures.add(url + ": " + Lane.describe(broken));
                askNext(peerUrls, index + 1, wanted, last, failures, result);
            }
        });
    }

    private CompletableFuture<ClusterView> listMembers(String url) {
        CompletableFuture<ListMembersResponse> response = new CompletableFuture<>();
        call(
                url,
                Handshake.ofStranger(),
                limits.callTimeout(),
                response,
                (stub, observer) -> stub.listMembers(ListMembersRequest.getDefaultInstance(), observer));
        return response.thenApply(answer -> new ClusterView(
                answer.getClusterId(),
                answer.getMembersList().stream()
                        .map(member -> new Member(
                                member.getId(),
                                member.getName(),
                                member.getPeerUrlsList(),
                                member.getClientUrlsList(),
                                member.getLearner()))
                        .toList()));
    }

    CompletableFuture<Answer<Long>> promoteLearner(String url, Handshake handshake, long learnerId) {
        CompletableFuture<PromoteLearnerResponse> response = new CompletableFuture<>();
        call(
                url,
                handshake,
                limits.callTimeout(),
                response,
                (stub, observer) -> stub.promoteLearner(
                        PromoteLearnerRequest.newBuilder()
                                .setLearnerId(learnerId)
                                .build(),
                        observer));
        return response.handle((done, broken) -> broken == null ? Answer.ok(learnerId) : refusal(broken));
    }

    /**
     * For a member that is about to start and has no links yet: asks {@code peer} for the hash of its keys at {@code revision}, at
     * one of its URLs after the other until one answers. Repeating it is safe. The caller keeps {@code hold} open until the end.
     *
     * @return refused as {@code TIMEOUT} where none answers
     */
    public static CompletableFuture<Answer<HashReport>> askHash(
            PeerIdentity self, Member peer, long revision, EventLoops.Hold hold, PeerDialer dialer) {
        PeerCalls calls = new PeerCalls(hold.group(), dialer);
        CompletableFuture<Answer<HashReport>> asked =
                CompletableFuture.completedFuture(Answer.refused(EtcdError.TIMEOUT));
        for (String url : peer.peerUrls()) {
            asked = asked.thenCompose(answer -> answer instanceof Answer.Ok
                    ? CompletableFuture.completedFuture(answer)
                    : calls.reportHash(url, Handshake.from(self, peer.id()), revision));
        }
        return asked;
    }

    /** Takes as long as a peer may take to read all its keys. */
    CompletableFuture<Answer<HashReport>> reportHash(String url, Handshake handshake, long revision) {
        CompletableFuture<ReportHashResponse> response = new CompletableFuture<>();
        ReportHashRequest request =
                ReportHashRequest.newBuilder().setRevision(revision).build();
        call(
                url,
                handshake,
                limits.snapshotResultTimeout(),
                response,
                (stub, observer) -> stub.reportHash(request, observer));
        return response.handle((done, broken) -> broken == null ? Answer.ok(report(done)) : refusal(broken));
    }

    private static HashReport report(ReportHashResponse response) {
        return new HashReport(
                response.getAppliedIndex(),
                response.getRevision(),
                response.hasHash() ? Optional.of(hash(response.getHash())) : Optional.empty());
    }

    private static KvHash hash(KeysHash hash) {
        return new KvHash(hash.getHash(), hash.getRevision(), hash.getCompactedRevision());
    }

    private static <T> Answer<T> refusal(Throwable broken) {
        Status status = Status.fromThrowable(broken);
        return Answer.refused(
                EtcdErrors.parse(status.getCode(), status.getDescription()).orElse(EtcdError.TIMEOUT));
    }

    private <R> void call(
            String url,
            Handshake handshake,
            Duration timeout,
            CompletableFuture<R> response,
            BiConsumer<PeerGrpc.PeerStub, StreamObserver<R>> method) {
        ManagedChannel channel;
        try {
            channel = dialer.channel(url, loops);
        } catch (IllegalArgumentException e) {
            response.completeExceptionally(
                    Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException());
            return;
        }
        method.accept(
                PeerGrpc.newStub(channel)
                        .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
                        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(handshake.toMetadata())),
                new OneAnswer<>(response, channel::shutdownNow));
    }
}
