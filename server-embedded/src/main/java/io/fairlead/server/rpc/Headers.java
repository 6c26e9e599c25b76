package io.fairlead.server.rpc;

import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.server.node.Node;
import io.fairlead.server.node.NodeGlance;

/** Fills the headers of responses: who answers, in which term, at which revision. */
final class Headers {
    private final Node node;

    Headers(Node node) {
        this.node = node;
    }

    /** A header at {@code revision}, the one the answer was made at; 0 for services that know no revision. */
    ResponseHeader at(long revision) {
        NodeGlance now = node.glance();
        return ResponseHeader.newBuilder()
                .setClusterId(now.clusterId())
                .setMemberId(now.memberId())
                .setRaftTerm(now.term())
                .setRevision(revision)
                .build();
    }
}
