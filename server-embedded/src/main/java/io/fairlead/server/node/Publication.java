package io.fairlead.server.node;

import com.google.protobuf.MessageLite;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.membership.Member;
import io.fairlead.server.membership.MembershipStore;
import io.fairlead.server.pb.membershippb.Attributes;
import io.fairlead.server.pb.membershippb.ClusterMemberAttrSetRequest;
import io.fairlead.server.pb.membershippb.ClusterVersionSetRequest;
import io.fairlead.server.raft.RoleKind;
import io.fairlead.server.raft.SoftState;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes this member known: proposes its name and client URLs until the cluster has them, and, as leader, the cluster version
 * while there is none. Looks at the applied membership once a tick, so it needs no memory of what it asked: a proposal that was
 * lost is simply made again. Owned by the raft loop.
 */
final class Publication {
    private final NodeConfig config;
    private final MembershipStore membership;
    private final BiConsumer<CommandKind, MessageLite> proposer;

    /** Completed when the cluster first knows this member as it is. */
    private final CompletableFuture<Void> published = new CompletableFuture<>();

    /** Where clients reach this member; null until that is known, and nothing is published before. */
    private @Nullable List<String> clientUrls;

    private long attributesAgainNanos;
    private long versionAgainNanos;

    Publication(
            NodeConfig config,
            MembershipStore membership,
            BiConsumer<CommandKind, MessageLite> proposer,
            long nowNanos) {
        this.config = config;
        this.membership = membership;
        this.proposer = proposer;
        this.attributesAgainNanos = nowNanos;
        this.versionAgainNanos = nowNanos;
    }

    /** Completes when the member is published: it then serves clients. Any thread. */
    CompletableFuture<Void> published() {
        return published;
    }

    /** From now on the member publishes itself under these URLs. */
    void begin(List<String> urls) {
        clientUrls = List.copyOf(urls);
    }

    void tick(SoftState softState, long nowNanos) {
        if (softState.leaderId() == 0) {
            attributesAgainNanos = nowNanos;
            versionAgainNanos = nowNanos;
            return;
        }
        publishAttributes(nowNanos);
        if (softState.role() == RoleKind.LEADER) {
            setClusterVersion(nowNanos);
        }
    }

    private void publishAttributes(long nowNanos) {
        Optional<Member> self = membership.view().find(config.memberId());
        List<String> urls = clientUrls;
        if (self.isEmpty() || urls == null) {
            return;
        }
        if (self.get().name().equals(config.name()) && self.get().clientUrls().equals(urls)) {
            published.complete(null);
            return;
        }
        if (attributesAgainNanos - nowNanos <= 0) {
            attributesAgainNanos = nowNanos + config.electionTimeoutNanos();
            proposer.accept(
                    CommandKind.CLUSTER_MEMBER_ATTR_SET,
                    ClusterMemberAttrSetRequest.newBuilder()
                            .setMemberID(config.memberId())
                            .setMemberAttributes(Attributes.newBuilder()
                                    .setName(config.name())
                                    .addAllClientUrls(urls))
                            .build());
        }
    }

    private void setClusterVersion(long nowNanos) {
        if (membership.view().clusterVersion().isEmpty() && versionAgainNanos - nowNanos <= 0) {
            versionAgainNanos = nowNanos + config.electionTimeoutNanos();
            proposer.accept(
                    CommandKind.CLUSTER_VERSION_SET,
                    ClusterVersionSetRequest.newBuilder()
                            .setVer(config.clusterVersion())
                            .build());
        }
    }
}
