package io.fairlead.api.cluster;

import io.fairlead.api.Consistency;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Who the members are, without waiting: as {@link Cluster}, but each call gives a future that fails with what the blocking
 * call would throw. Cancelling the future cancels the call.
 */
public interface AsyncCluster {
    /** As {@link Cluster#members(Consistency)}. */
    CompletableFuture<MemberList> members(Consistency consistency);

    /** As {@link Cluster#add(List)}. */
    CompletableFuture<MemberAdded> add(List<String> peerUrls);

    /** As {@link Cluster#addLearner(List)}. */
    CompletableFuture<MemberAdded> addLearner(List<String> peerUrls);

    /** As {@link Cluster#remove(long)}. */
    CompletableFuture<MemberList> remove(long memberId);

    /** As {@link Cluster#update(long, List)}. */
    CompletableFuture<MemberList> update(long memberId, List<String> peerUrls);

    /** As {@link Cluster#promote(long)}. */
    CompletableFuture<MemberList> promote(long memberId);
}
