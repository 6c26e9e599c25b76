package io.fairlead.client.maintenance;

import io.fairlead.api.RefusedException;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.maintenance.MemberStatus;
import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.api.pb.etcdserverpb.StatusRequest;
import io.fairlead.api.pb.etcdserverpb.StatusResponse;
import io.fairlead.client.call.CallFuture;
import io.fairlead.client.call.Caller;
import io.fairlead.client.call.Effect;
import io.fairlead.client.call.Target;
import io.fairlead.client.endpoint.Endpoint;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Finds the leader among the endpoints by asking each for its status; remembers what it hears. */
final class LeaderSearch {
    private final Caller caller;

    LeaderSearch(Caller caller) {
        this.caller = caller;
    }

    /** The status of the member there; on the way, what it says about the leader is noted. */
    CallFuture<MemberStatus> status(Target target) {
        return caller.call(
                MaintenanceGrpc.getStatusMethod(),
                StatusRequest.getDefaultInstance(),
                Effect.READ,
                target,
                this::noted);
    }

    /** The endpoint of the leader; fails with NO_LEADER if no endpoint says that it leads. */
    CallFuture<Endpoint> find() {
        CallFuture<Endpoint> found = new CallFuture<>(Effect.READ);
        List<Endpoint> endpoints = caller.endpoints().all();
        AtomicInteger open = new AtomicInteger(endpoints.size());
        List<CallFuture<MemberStatus>> probes = endpoints.stream()
                .map(endpoint -> status(new Target.Probe(endpoint)))
                .toList();
        found.onCancel(() -> probes.forEach(probe -> probe.cancel(true)));
        for (int i = 0; i < probes.size(); i++) {
            Endpoint endpoint = endpoints.get(i);
            CompletionStage<MemberStatus> ignored = probes.get(i).whenComplete((status, thrown) -> {
                if (status != null && status.isLeader()) {
                    found.complete(endpoint);
                }
                if (open.decrementAndGet() == 0) {
                    found.completeExceptionally(
                            new RefusedException(EtcdError.NO_LEADER, Outcome.NOT_APPLIED, List.of(), thrown));
                }
            });
        }
        return found;
    }

    private MemberStatus noted(StatusResponse response, Endpoint from) {
        MemberStatus status = MaintenanceResults.status(response);
        caller.leader().met(status.header().memberId(), from);
        caller.leader().told(status.leader(), status.raftTerm());
        return status;
    }
}
