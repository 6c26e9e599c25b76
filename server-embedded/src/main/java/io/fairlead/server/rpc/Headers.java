package io.fairlead.server.rpc;

import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.server.node.Node;
import io.fairlead.server.node.NodeStatus;

/** Fills the headers of responses: who answers, in which term, at which revision. */
final class Headers {
    private final Node node;

    Headers(Node node) {
        this.node = node;
    }

    /** A header at {@code revision}, the one the answer was made at; 0 for services that know no revision. */
    ResponseHeader at(long revision) {
        return at(node.status(), revision);
    }

    static ResponseHeader at(NodeStatus status, long revision) {
        return ResponseHeader.newBuilder()
                .setClusterId(status.clusterId())
                .setMemberId(status.memberId())
                .setRaftTerm(status.term())
                .setRevision(revision)
                .build();
    }
}
