package io.fairlead.server.sim;

import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.model.MessageType;
import io.fairlead.server.transport.SnapshotSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The wires between members: each direction of each pair loses, doubles, delays and reorders as the plan says, and can be cut.
 */
final class SimNetwork {
    private final SimScheduler world;
    private final RandomGenerator random;
    private final Journal journal;
    private final FaultPlan.NetworkPlan plan;
    private final Tally tally;
    private final List<MessageObserver> observers = new ArrayList<>();

    /** Who is there now, by member id. */
    private final Map<Long, SimTransport> present = new TreeMap<>();

    private final Set<Wire> cuts = new LinkedHashSet<>();

    /** When each wire was last joined again. */
    private final Map<Wire, Long> joinedNanos = new HashMap<>();

    /** When the last message of a direction arrives, for those that keep order. */
    private final Map<Wire, Long> lastArrival = new HashMap<>();

    /** From when on nothing is lost any more. */
    private boolean calm;

    SimNetwork(SimCluster cluster, RandomGenerator random) {
        this.world = cluster.world();
        this.random = random;
        this.journal = cluster.journal();
        this.plan = cluster.plan().network();
        this.tally = cluster.tally();
    }

    /** One direction between two members. */
    private record Wire(long from, long to) {}

    /** Sees every message as it is handed over, whether or not it arrives. */
    @FunctionalInterface
    interface MessageObserver {
        void sent(Message message);
    }

    void observe(MessageObserver observer) {
        observers.add(observer);
    }

    SimTransport transport(long memberId, SimLife life) {
        return new SimTransport(this, world, memberId, life);
    }

    /** Messages from {@code from} don't reach {@code to} from now on. */
    void cut(long from, long to) {
        cuts.add(new Wire(from, to));
    }

    void join(long from, long to) {
        Wire wire = new Wire(from, to);
        if (cuts.remove(wire)) {
            joinedNanos.put(wire, world.nowNanos());
        }
    }

    void joinAll() {
        for (Wire each : List.copyOf(cuts)) {
            cuts.remove(each);
            joinedNanos.put(each, world.nowNanos());
        }
    }

    /** No more losses, doubles or long delays. */
    void calmDown() {
        calm = true;
    }

    boolean isCut(long from, long to) {
        return !cuts.isEmpty() && cuts.contains(new Wire(from, to));
    }

    void arrive(SimTransport transport) {
        present.put(transport.memberId(), transport);
    }

    void leave(SimTransport transport) {
        present.remove(transport.memberId(), transport);
    }

    /** Who speaks as {@code memberId} now; null where nobody does. */
    @Nullable
    SimTransport at(long memberId) {
        return present.get(memberId);
    }

    void send(SimTransport from, Message message) {
        observers.forEach(observer -> observer.sent(message));
        long to = message.to();
        if (isCut(from.memberId(), to) || lost()) {
            tally.happened(Fault.MESSAGE_LOST);
            journal.note(name(from.memberId()), "lost", message);
            if (random.nextInt(4) == 0) {
                world.in(delayNanos(), () -> from.receive(new Message.PeerUnreachable(to, from.memberId())));
            }
            return;
        }
        // A command offered twice would be two commands; no transport may double those.
        boolean mayDouble = message.type() != MessageType.FORWARDED_PROPOSAL;
        int copies = !calm && mayDouble && random.nextDouble() < plan.duplicates() ? 2 : 1;
        if (copies == 2) {
            tally.happened(Fault.MESSAGE_DOUBLED);
        }
        for (int i = 0; i < copies; i++) {
            world.at(arrivalNanos(from.memberId(), to), () -> deliver(from, message));
        }
    }

    void sendSnapshot(SimTransport from, Message.InstallSnapshot announcement, SnapshotSource source) {
        observers.forEach(observer -> observer.sent(announcement));
        new SimSnapshotTransfer(this, world, from, announcement, source).start();
    }

    /** Whether a piece of a stream goes lost, and the stream with it. */
    boolean breaks(long from, long to) {
        return isCut(from, to) || isCut(to, from) || (!calm && random.nextDouble() < plan.losses() / 4);
    }

    /** Whether a call, or its answer, does not get from {@code from} to {@code to}. */
    boolean loses(long from, long to) {
        return isCut(from, to) || lost();
    }

    /** Whether whoever waits for what was lost sees the connection break; else he waits until his time is over. */
    boolean showsLoss() {
        return random.nextBoolean();
    }

    void note(long memberId, String what) {
        journal.note(name(memberId), what);
    }

    long delayNanos() {
        double mean = calm ? 1e6 : plan.delayNanosMean();
        return 50_000 + (long) (-Math.log(1 - random.nextDouble()) * mean);
    }

    /** How long both directions between two present members have been whole; 0 if they are not. */
    long connectedNanos(SimTransport own, long peerId) {
        SimTransport peer = present.get(peerId);
        if (peer == null || isCut(own.memberId(), peerId) || isCut(peerId, own.memberId())) {
            return 0;
        }
        long since = Math.max(own.startedNanos(), peer.startedNanos());
        since = Math.max(since, joinedNanos.getOrDefault(new Wire(own.memberId(), peerId), 0L));
        since = Math.max(since, joinedNanos.getOrDefault(new Wire(peerId, own.memberId()), 0L));
        return world.nowNanos() - since;
    }

    private void deliver(SimTransport from, Message message) {
        SimTransport to = present.get(message.to());
        if (to == null || isCut(from.memberId(), message.to())) {
            journal.note(name(from.memberId()), "nobody takes", message);
            return;
        }
        journal.note(name(message.to()), "gets", message);
        to.receive(message);
    }

    private boolean lost() {
        return !calm && random.nextDouble() < plan.losses();
    }

    private long arrivalNanos(long from, long to) {
        long arrival = world.nowNanos() + delayNanos();
        if (!plan.reorders()) {
            Wire wire = new Wire(from, to);
            arrival = Math.max(arrival, lastArrival.getOrDefault(wire, 0L) + 1);
            lastArrival.put(wire, arrival);
        }
        return arrival;
    }

    /** How the journal calls a member. */
    static String name(long memberId) {
        return "m" + HexFormat.of().toHexDigits(memberId >>> 48, 4);
    }

    static String describe(Message message) {
        String text = message.type() + " from " + name(message.from()) + " term " + message.term();
        if (message instanceof Message.AppendRequest append) {
            return text + " after " + append.slice().previous().index() + "+"
                    + append.slice().entries().size() + " commit " + append.commit();
        }
        if (message instanceof Message.AppendResponse response) {
            return text + " index " + response.index() + (response.rejected() ? " rejected" : "");
        }
        if (message instanceof Message.InstallSnapshot install) {
            return text + " at " + install.meta().index();
        }
        if (message instanceof Message.Heartbeat heartbeat) {
            return text + " commit " + heartbeat.commit() + " read " + heartbeat.readContext();
        }
        return text;
    }
}
