package io.fairlead.server.sim;

import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.model.MessageType;
import io.fairlead.server.transport.SnapshotSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The wires between members: each direction of each pair loses, doubles, delays and reorders as the plan says, and can be cut or
 * clogged.
 */
final class SimNetwork {
    /** One copy in so many turns up when everybody has forgotten it, maybe terms later. */
    private static final int GHOST_EVERY = 8;

    private static final long GHOST_NANOS_MAX = 10 * FaultPlan.SECOND;

    private static final long PULSE_NANOS = 1_000_000_000L;

    private final SimCluster cluster;
    private final SimScheduler world;
    private final RandomGenerator random;
    private final Journal journal;
    private final FaultPlan.NetworkPlan plan;
    private final Tally tally;
    private final List<MessageObserver> observers = new ArrayList<>();
    private final List<MessageObserver> arrivals = new ArrayList<>();

    /** Who is there now, by member id. */
    private final Map<Long, SimTransport> present = new HashMap<>();

    private final Map<Direction, SimWire> wires = new HashMap<>();

    SimNetwork(SimCluster cluster, RandomGenerator random) {
        this.cluster = cluster;
        this.world = cluster.world();
        this.random = random;
        this.journal = cluster.journal();
        this.plan = cluster.plan().network();
        this.tally = cluster.tally();
    }

    /** From one member to another. */
    private record Direction(long from, long to) {}

    /** Sees every message as it is handed over, whether or not it arrives. */
    @FunctionalInterface
    interface MessageObserver {
        void sent(Message message);
    }

    void observe(MessageObserver observer) {
        observers.add(observer);
    }

    /** {@code observer} sees every message that reaches its receiver, before the receiver does. */
    void observeArrivals(MessageObserver observer) {
        arrivals.add(observer);
    }

    SimTransport transport(long memberId, SimLife life) {
        return new SimTransport(this, world, memberId, life);
    }

    /** Messages from {@code from} don't reach {@code to} until as many {@link #join} have come. */
    void cut(long from, long to) {
        wire(from, to).cut();
    }

    void join(long from, long to) {
        wire(from, to).join(world.nowNanos());
    }

    /** Messages from {@code from} reach {@code to} at {@code nanos} at the earliest. */
    void clog(long from, long to, long nanos) {
        wire(from, to).clogUntil(nanos);
    }

    /** Messages from {@code from} to {@code to} come later and later from one time to the other, see {@link SimWire#lag}. */
    void lag(long from, long to, long fromNanos, long untilNanos, double rate) {
        wire(from, to).lag(fromNanos, untilNanos, rate);
    }

    void joinAll() {
        wires.values().forEach(wire -> wire.clear(world.nowNanos()));
    }

    boolean isCut(long from, long to) {
        return wire(from, to).isCut();
    }

    void arrive(SimTransport transport) {
        present.put(transport.memberId(), transport);
        if (cluster.anyRemovalAsked()) {
            for (long peer : present.keySet()) {
                pulse(peer, transport.memberId());
                pulse(transport.memberId(), peer);
            }
        }
    }

    /** A line that is open is used now and then, also by who has nothing to say: so he hears that he was removed. */
    void pulse(long from, long to) {
        world.in(PULSE_NANOS, () -> {
            SimTransport sender = present.get(from);
            SimTransport receiver = present.get(to);
            if (from == to || sender == null || receiver == null) {
                return; // Whoever arrives next begins anew.
            }
            if (isCut(from, to) || isCut(to, from) || receiver.answers() == null) {
                pulse(from, to);
            } else {
                tellIfRemoved(sender, receiver);
            }
        });
    }

    private boolean tellIfRemoved(SimTransport sender, SimTransport receiver) {
        if (!receiver.hasRemoved(sender.memberId())) {
            return false;
        }
        journal.note(name(sender.memberId()), "is told by " + name(receiver.memberId()) + " that it was removed");
        world.in(delayNanos(), () -> sender.toldOfRemoval(receiver.memberId()));
        return true;
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
        SimWire wire = wire(from.memberId(), to);
        if (wire.isCut() || wire.isFull() || lost()) {
            tally.happened(Fault.MESSAGE_LOST);
            journal.note(name(from.memberId()), "lost", message);
            if (random.nextInt(4) == 0) {
                world.in(delayNanos(), () -> from.receive(new Message.PeerUnreachable(to, from.memberId())));
            }
            return;
        }
        transmit(wire, from, message);
        // A command offered twice would be two commands; no transport may double those.
        boolean mayDouble = message.type() != MessageType.FORWARDED_PROPOSAL;
        if (mayDouble && plan.duplicates() > 0 && !cluster.isCalm() && random.nextDouble() < plan.duplicates()) {
            if (plan.reorders() && random.nextInt(GHOST_EVERY) == 0) {
                tally.happened(Fault.MESSAGE_HELD_BACK);
                world.in(random.nextLong(GHOST_NANOS_MAX), () -> deliver(wire, from, message));
            } else {
                tally.happened(Fault.MESSAGE_DOUBLED);
                transmit(wire, from, message);
            }
        }
    }

    /** A copy of a message that left long ago arrives after so long, maybe in another term. */
    void arriveAgain(Message message, long nanos) {
        SimTransport from = present.get(message.from());
        if (from != null) {
            tally.happened(Fault.MESSAGE_HELD_BACK);
            world.in(nanos, () -> deliver(wire(message.from(), message.to()), from, message));
        }
    }

    private void transmit(SimWire wire, SimTransport from, Message message) {
        long arrival = world.nowNanos() + delayNanos();
        if (plan.reorders() && wire.overtakes(arrival)) {
            tally.happened(Fault.MESSAGE_REORDERED);
        }
        world.at(wire.enter(arrival, !plan.reorders()), () -> {
            wire.leave();
            deliver(wire, from, message);
        });
    }

    void sendSnapshot(SimTransport from, Message.InstallSnapshot announcement, SnapshotSource source) {
        observers.forEach(observer -> observer.sent(announcement));
        new SimSnapshotTransfer(this, world, from, announcement, source).start();
    }

    /** Whether a piece of a stream goes lost, and the stream with it. */
    boolean breaks(long from, long to) {
        boolean breaks =
                isCut(from, to) || isCut(to, from) || (!cluster.isCalm() && random.nextDouble() < plan.losses() / 4);
        if (breaks) {
            tally.happened(Fault.STREAM_BROKEN);
        }
        return breaks;
    }

    /** Whether the disk of a member has had a fault: what is on it may be unreadable. */
    boolean mayErr(long memberId) {
        SimMember machine = cluster.machineOf(memberId);
        return machine != null && machine.disk().hadAnyFault();
    }

    void streamArrived(long receiver) {
        tally.happened(Fault.SNAPSHOT_INSTALLED);
        SimMember machine = cluster.machineOf(receiver);
        if (machine != null) {
            ReceivedStates.check(machine);
        }
    }

    /** Whether a call, or its answer, does not get from {@code from} to {@code to}. */
    boolean loses(long from, long to) {
        return isCut(from, to) || lost();
    }

    /** Whether whoever waits for what was lost sees the connection break; else he waits until his time is over. */
    boolean showsLoss() {
        return random.nextBoolean();
    }

    Tally tally() {
        return tally;
    }

    void note(long memberId, String what) {
        journal.note(name(memberId), what);
    }

    long delayNanos() {
        double mean = cluster.isCalm() ? 1e6 : plan.delayNanosMean();
        return 50_000 + (long) (-Math.log(1 - random.nextDouble()) * mean);
    }

    /** How long both directions between two present members have been whole; 0 if they are not. */
    long connectedNanos(SimTransport own, long peerId) {
        SimTransport peer = present.get(peerId);
        SimWire there = wire(own.memberId(), peerId);
        SimWire back = wire(peerId, own.memberId());
        if (peer == null || there.isCut() || back.isCut()) {
            return 0;
        }
        long since = Math.max(own.startedNanos(), peer.startedNanos());
        return world.nowNanos() - Math.max(since, Math.max(there.joinedNanos(), back.joinedNanos()));
    }

    private void deliver(SimWire wire, SimTransport from, Message message) {
        SimTransport to = present.get(message.to());
        if (to == null || wire.isCut()) {
            journal.note(name(from.memberId()), "nobody takes", message);
            return;
        }
        if (tellIfRemoved(from, to)) {
            return;
        }
        journal.note(name(message.to()), "gets", message);
        arrivals.forEach(observer -> observer.sent(message));
        to.receive(message);
    }

    private boolean lost() {
        return plan.losses() > 0 && !cluster.isCalm() && random.nextDouble() < plan.losses();
    }

    private SimWire wire(long from, long to) {
        return wires.computeIfAbsent(new Direction(from, to), direction -> new SimWire());
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
