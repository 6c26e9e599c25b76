package io.fairlead.server.sim;

import io.fairlead.api.error.Answer;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.server.command.Requester;
import io.fairlead.server.model.ReplayedStore;
import io.fairlead.server.node.Node;
import io.fairlead.server.sim.checker.BrokenPromise;
import io.fairlead.server.sim.checker.ElectionPromises;
import io.fairlead.server.sim.checker.EventLog;
import io.fairlead.server.sim.checker.History;
import io.fairlead.server.sim.checker.LeasePromises;
import io.fairlead.server.sim.checker.LockPromises;
import io.fairlead.server.sim.checker.RevisionOrder;
import io.fairlead.server.sim.checker.Rights;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The client side of one world: everybody who asks members for something, and what they were told, to be judged in the end. */
final class Clients {
    private static final RangeRequest EVERYTHING = RangeRequest.newBuilder()
            .setKey(RequestDraw.text("\0"))
            .setRangeEnd(RequestDraw.text("\0"))
            .setSerializable(true)
            .build();

    private final SimCluster cluster;
    private final ClientPlan plan;
    private final History history = new History();
    private final EventLog log = new EventLog();
    private final LeasePromises leasePromises = new LeasePromises();
    private final LockPromises lockPromises = new LockPromises(RequestDraw.text(LockUsers.PREFIX));
    private final ElectionPromises electionPromises = new ElectionPromises(RequestDraw.text(Candidates.PREFIX));
    private final Rights rights = new Rights(Users.GUEST);
    private final ClientCalls calls;
    private final Workload workload;
    private final LeaseHolders leaseHolders;
    private final LockUsers lockUsers;
    private final Candidates candidates;
    private final Watchers watchers;
    private final Administrator administrator;
    private final @Nullable Guests guests;

    /** @param invited others that join them; where there are any, nobody has to be somebody */
    Clients(SimCluster cluster, SplittableRandom random, @Nullable Function<ClientSide, Guests> invited) {
        this.cluster = cluster;
        ClientPlan drawn = ClientPlan.draw(random.split());
        plan = invited == null ? drawn : drawn.withoutUsers();
        cluster.journal().note("world", plan.toString());
        calls = new ClientCalls(cluster, plan, random.split());
        Sessions sessions = new Sessions(cluster, calls, history, random.split());
        RequestDraw draw = new RequestDraw(plan.keys(), random.split());
        workload = new Workload(cluster, sessions, draw, log, plan, random.split());
        leaseHolders = new LeaseHolders(cluster, calls, sessions, draw, leasePromises, plan, random.split());
        lockUsers = new LockUsers(cluster, calls, sessions, draw, lockPromises, plan, random.split());
        watchers = new Watchers(cluster, log, workload::compactedMaybe, plan, sessions, draw, random.split());
        administrator = new Administrator(cluster, calls, sessions, draw, rights, random.split());
        candidates = new Candidates(cluster, calls, sessions, draw, electionPromises, plan, random.split());
        guests = invited == null
                ? null
                : invited.apply(new ClientSide(
                        cluster,
                        history,
                        log,
                        leasePromises,
                        lockPromises,
                        draw,
                        workload::compactedMaybe,
                        plan.fragmentBytesMax(),
                        random.split()));
    }

    void begin() {
        workload.begin();
        leaseHolders.begin();
        lockUsers.begin();
        candidates.begin();
        watchers.begin();
        if (plan.authorized()) {
            administrator.begin();
        }
        if (guests != null) {
            guests.begin();
        }
    }

    /** From now on nobody begins anything, nothing is lost any more, and what is under way may end. */
    void end() {
        workload.end();
        leaseHolders.end();
        lockUsers.end();
        candidates.end();
        administrator.end();
        watchers.end();
        calls.calmDown();
        if (guests != null) {
            guests.end();
        }
    }

    /** Puts one more value through {@code member}; {@code done} hears whether it was answered with success. */
    void putThrough(SimMember member, Consumer<Boolean> done) {
        workload.putThrough(member, done);
    }

    /** After the end: whether all that was to end by itself has ended and everything was told, as {@code member} has it. */
    boolean areSettledAt(SimMember member) {
        Node node = member.node();
        return node != null
                && workload.isQuiet()
                && LeaseHolders.allEnded(node)
                && LockUsers.allGone(node)
                && Candidates.allGone(node)
                && watchers.areToldAllOf(node)
                && (guests == null || guests.unsettled(node.revision()).isEmpty());
    }

    /** What is not settled at a member, for failure messages. */
    String unsettledAt(SimMember member) {
        Node node = member.node();
        if (node == null) {
            return "down";
        }
        return (workload.isQuiet() ? "" : "calls under way, ")
                + (LeaseHolders.allEnded(node) ? "" : "leases left, ")
                + (LockUsers.allGone(node) ? "" : "locks left, ")
                + (Candidates.allGone(node) ? "" : "candidates left, ")
                + watchers.untold(node)
                + (guests == null ? "" : guests.unsettled(node.revision()));
    }

    /** Judges all that clients were told. To be called once, when the members agree. */
    void check() {
        RevisionOrder order = new RevisionOrder(history, log, List.of(leasePromises, lockPromises, electionPromises));
        order.check();
        leasePromises.check();
        lockPromises.check(order);
        electionPromises.check(order);
        rights.check(history, order, log);
        watchers.check(order);
        if (guests != null) {
            guests.check(order);
        }
        membersAreAt(order.store());
        count();
    }

    /** How many calls were answered. */
    long answeredCount() {
        return history.calls().stream().filter(History.Call::isAnswered).count();
    }

    private void membersAreAt(ReplayedStore store) {
        for (SimMember member : cluster.members()) {
            Node node = member.node();
            if (node == null
                    || !(node.range(EVERYTHING, Requester.MEMBER).getNow(null)
                            instanceof Answer.Ok<RangeResponse> ok)) {
                throw new BrokenPromise(member.name() + " does not answer in the calm");
            }
            List<Object> expected = new ArrayList<>(store.at(store.revision()).values());
            if (!ok.value().getKvsList().equals(expected)) {
                throw new BrokenPromise(member.name() + " holds " + ok.value() + "instead of " + expected);
            }
        }
    }

    private void count() {
        Tally tally = cluster.tally();
        for (History.Call call : history.calls()) {
            if (call.isAnswered()) {
                String kind = call.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
                tally.checked((call.isSerializable() ? "serializable " : "") + kind + " calls", 1);
            } else if (call.isOpen()) {
                tally.checked("calls of unknown outcome", 1);
            } else {
                tally.checked("refused calls", 1);
            }
        }
        tally.checked("revisions", log.knownUpTo() - 1);
        tally.checked("lease renewals", leasePromises.renewals());
        tally.checked("leases ended", leasePromises.ended());
        tally.checked("locks held", lockPromises.heldCount());
        tally.checked("guarded writes", lockPromises.guardedCount());
        tally.checked("elections won", electionPromises.wonCount());
        tally.checked("leaders told of", electionPromises.toldCount());
        tally.checked("denied calls of a user", rights.denials());
        tally.checked("watch events of a user", rights.toldCount());
    }
}
