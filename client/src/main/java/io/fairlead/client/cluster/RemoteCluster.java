package io.fairlead.client.cluster;

import io.fairlead.api.Consistency;
import io.fairlead.api.cluster.AsyncCluster;
import io.fairlead.api.cluster.Cluster;
import io.fairlead.api.cluster.MemberAdded;
import io.fairlead.api.cluster.MemberList;
import io.fairlead.client.call.Blocking;
import io.fairlead.client.call.Caller;
import java.util.List;

/** Membership over gRPC, waiting. */
public final class RemoteCluster implements Cluster {
    private final AsyncCluster async;

    public RemoteCluster(Caller caller) {
        this.async = new RemoteAsyncCluster(caller);
    }

    @Override
    public MemberList members(Consistency consistency) {
        return Blocking.await(async.members(consistency));
    }

    @Override
    public MemberAdded add(List<String> peerUrls) {
        return Blocking.await(async.add(peerUrls));
    }

    @Override
    public MemberAdded addLearner(List<String> peerUrls) {
        return Blocking.await(async.addLearner(peerUrls));
    }

    @Override
    public MemberList remove(long memberId) {
        return Blocking.await(async.remove(memberId));
    }

    @Override
    public MemberList update(long memberId, List<String> peerUrls) {
        return Blocking.await(async.update(memberId, peerUrls));
    }

    @Override
    public MemberList promote(long memberId) {
        return Blocking.await(async.promote(memberId));
    }

    @Override
    public AsyncCluster async() {
        return async;
    }
}
