package io.fairlead.server.embed;

import io.fairlead.server.membership.Member;
import io.fairlead.server.membership.MemberIds;
import io.fairlead.server.port.EventLoops;
import io.fairlead.server.storage.wal.WalMetadata;
import io.fairlead.server.transport.PeerAddress;
import io.fairlead.server.transport.grpc.PeerCalls;
import io.fairlead.server.transport.grpc.PeerDialer;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Who a member is, and whom it knows at its start.
 *
 * @param founders all members of a new cluster; empty for a member that joins or that ran before
 * @param peers whom to speak to first
 */
record Identity(long clusterId, long memberId, List<Member> founders, List<PeerAddress> peers) {
    Identity {
        founders = List.copyOf(founders);
        peers = List.copyOf(peers);
    }

    /** A member that ran before is who its log says; the flags about the initial cluster mean nothing any more. */
    static Identity recorded(WalMetadata metadata) {
        return new Identity(metadata.clusterId(), metadata.nodeId(), List.of(), List.of());
    }

    /** A member of a new cluster works out all ids from what everybody was told. */
    static Identity founding(String name, String token, Map<String, List<String>> cluster) {
        List<Member> founders = new ArrayList<>();
        long self = 0;
        for (Map.Entry<String, List<String>> member : cluster.entrySet()) {
            List<String> urls = member.getValue().stream().sorted().toList();
            long id = MemberIds.initialMember(urls, token);
            founders.add(new Member(id, "", urls, List.of(), false));
            if (member.getKey().equals(name)) {
                self = id;
            }
        }
        long clusterId = MemberIds.cluster(founders.stream().map(Member::id).toList());
        return new Identity(clusterId, self, founders, addresses(founders, self));
    }

    /**
     * A member that joins asks the running members who it is: they were told by "member add".
     *
     * @throws IOException if none of them answers, or they do not know this member's peer URLs
     */
    static Identity joining(
            List<String> ownUrls, Map<String, List<URI>> cluster, String name, EventLoops.Hold loops, PeerDialer dialer)
            throws IOException {
        List<String> others = cluster.entrySet().stream()
                .filter(member -> !member.getKey().equals(name))
                .flatMap(member -> member.getValue().stream())
                .map(URI::toString)
                .toList();
        List<String> own = ownUrls.stream().sorted().toList();
        PeerCalls.ClusterView view = fetch(others, own, loops, dialer);
        Member self = memberAt(own, view)
                .orElseThrow(() -> new IOException("the cluster " + MemberIds.toText(view.clusterId())
                        + " has no member with the peer URLs " + own + "; run 'member add' for it first"));
        if (self.started()) {
            throw new IOException("member " + MemberIds.toText(self.id())
                    + " has already been bootstrapped; its data is gone, so remove it and add it as a new one");
        }
        return new Identity(view.clusterId(), self.id(), List.of(), addresses(view.members(), self.id()));
    }

    /**
     * Refuses to found a cluster that knows this member as one that ran before: its data is gone, and with it what it voted
     * for and acknowledged. Founders that don't answer, as none does while all start, say nothing.
     *
     * @throws IOException if a founder says so
     */
    void requireNew(EventLoops.Hold loops, PeerDialer dialer) throws IOException {
        List<CompletableFuture<Boolean>> answers = peers.stream()
                .map(peer -> PeerCalls.fetchMembers(peer.peerUrls(), this::knowsAsStarted, loops, dialer)
                        .handle((view, broken) -> broken == null && knowsAsStarted(view)))
                .toList();
        for (CompletableFuture<Boolean> started : answers) {
            if (started.join()) {
                throw new IOException("member " + MemberIds.toText(memberId) + " has already been bootstrapped");
            }
        }
    }

    private boolean knowsAsStarted(PeerCalls.ClusterView view) {
        return view.clusterId() == clusterId
                && view.members().stream().anyMatch(member -> member.id() == memberId && member.started());
    }

    private static Optional<Member> memberAt(List<String> peerUrls, PeerCalls.ClusterView view) {
        return view.members().stream()
                .filter(member -> member.peerUrls().equals(peerUrls))
                .findFirst();
    }

    private static PeerCalls.ClusterView fetch(
            List<String> urls, List<String> own, EventLoops.Hold loops, PeerDialer dialer) throws IOException {
        try {
            return PeerCalls.fetchMembers(urls, view -> memberAt(own, view).isPresent(), loops, dialer)
                    .join();
        } catch (CompletionException e) {
            String why = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            throw new IOException("can't join the cluster: " + why, e);
        }
    }

    private static List<PeerAddress> addresses(List<Member> members, long self) {
        return members.stream()
                .filter(member -> member.id() != self)
                .map(member -> new PeerAddress(member.id(), member.peerUrls()))
                .toList();
    }
}
