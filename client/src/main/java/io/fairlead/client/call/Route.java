package io.fairlead.client.call;

import io.fairlead.api.call.Routing;
import io.fairlead.client.endpoint.Endpoint;
import io.fairlead.client.endpoint.Endpoints;
import io.fairlead.client.endpoint.LeaderView;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Where the tries of one call go: to each endpoint it may go to, once, before any is asked again. Tries follow each other, on
 * different threads.
 */
final class Route {
    private final Endpoints endpoints;
    private final LeaderView leader;
    private final Target target;
    private final Routing routing;

    /** Endpoints of this round; emptied when all were tried. Guarded by this. */
    private Set<Endpoint> tried = Set.of();

    /** @param wanted where calls go first; empty for what suits this one */
    Route(Endpoints endpoints, LeaderView leader, Target target, Optional<Routing> wanted) {
        this.endpoints = endpoints;
        this.leader = leader;
        this.target = target;
        this.routing = target instanceof Target.Any
                ? wanted.orElse(needsLeader() ? Routing.LEADER : Routing.ROUND_ROBIN)
                : Routing.ROUND_ROBIN;
    }

    /** Whether a member that knows no leader is to refuse. */
    boolean needsLeader() {
        return target instanceof Target.Any any && any.needsLeader();
    }

    /** Whether the leader should be asked, and nobody knows who that is. */
    boolean lacksLeader() {
        return routing == Routing.LEADER && leader.leaderOrNull() == null;
    }

    /** Whether there is an endpoint left to go to in this round. */
    synchronized boolean mayGoElsewhere() {
        return target instanceof Target.Any && endpoints.hasUntried(tried);
    }

    /** The endpoint of the next try. */
    synchronized Endpoint next() {
        if (target instanceof Target.Only only) {
            return only.endpoint();
        }
        if (target instanceof Target.Probe probe) {
            return probe.endpoint();
        }
        if (!tried.isEmpty() && !endpoints.hasUntried(tried)) {
            tried = Set.of();
        }
        Endpoint next = untried();
        if (tried.isEmpty()) {
            tried = Set.of(next);
        } else {
            tried = new HashSet<>(tried);
            tried.add(next);
        }
        return next;
    }

    private Endpoint untried() {
        if (routing == Routing.LEADER) {
            Endpoint leading = leader.leaderOrNull();
            if (leading != null && !tried.contains(leading) && !leading.isEjected()) {
                return leading;
            }
        }
        return endpoints.next(routing, tried);
    }
}
