package io.fairlead.server.coordination;

import io.fairlead.api.error.Answer;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantResponse;
import io.fairlead.server.command.Requester;
import io.fairlead.server.node.Node;
import java.util.concurrent.CompletableFuture;

/** The lease of a caller that brought none: one of etcd's minute, which nobody renews. */
final class ServerLease {
    private static final long SECONDS = 60;

    private ServerLease() {}

    static CompletableFuture<Answer<Long>> orGiven(long lease, Node node, Requester requester) {
        if (lease != 0) {
            return Steps.done(lease);
        }
        return node.leases()
                .grant(LeaseGrantRequest.newBuilder().setTTL(SECONDS).build(), requester)
                .thenApply(answer -> answer.map(granted -> ((LeaseGrantResponse) granted).getID()));
    }
}
