package io.fairlead.server.sim;

import io.fairlead.server.auth.TestProofs;
import io.fairlead.server.check.InvariantViolation;
import io.fairlead.server.duty.CorruptionChecks;
import io.fairlead.server.embed.NodeAssembly;
import io.fairlead.server.exec.Loop;
import io.fairlead.server.failpoint.Failpoints;
import io.fairlead.server.membership.Member;
import io.fairlead.server.node.Backlog;
import io.fairlead.server.node.MemberRuntime;
import io.fairlead.server.node.Node;
import io.fairlead.server.node.NodeEnvironment;
import io.fairlead.server.node.NodeLog;
import io.fairlead.server.node.NodeMeters;
import io.fairlead.server.node.NodePaths;
import io.fairlead.server.sim.checker.BrokenPromise;
import io.fairlead.server.storage.backend.UnreadableRecordException;
import io.fairlead.server.storage.wal.Wal;
import io.fairlead.server.transport.PeerAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A member through all its lives: what the production assembly makes, on one machine of the simulated world. */
public final class SimMember {
    private static final long MILLI = 1_000_000;

    /** A damaged member that refuses so many starts is given up. */
    private static final int REFUSED_STARTS_MAX = 3;

    /** What no disk may be the reason for. */
    private static final String RAFT_BROKE = "loop raft failed: " + InvariantViolation.class.getName();

    /** As a server waits before it stops anyway. */
    private static final long HAND_OVER_NANOS_MAX = 2_000 * MILLI;

    static final Path HOME = Path.of("/member");
    static final Path WAL = HOME.resolve("wal");
    static final Path STATE = HOME.resolve("state");
    static final Path SNAP = HOME.resolve("snap");
    private static final NodePaths PATHS = new NodePaths(WAL, SNAP, STATE);

    private final SimCluster cluster;
    private final String name;
    private final Member self;
    private final List<Member> founders;
    private final List<PeerAddress> firstPeers;
    private final SplittableRandom random;
    private final SimDisk disk;
    private final SimClock clock;
    private @Nullable SimLife life;
    private @Nullable SimTransport transport;
    private @Nullable SimHost host;
    private @Nullable MemberRuntime runtime;
    private Failpoints failpoints = Failpoints.NONE;
    private CorruptionChecks corruptionChecks;
    private int lives;
    private String lifeName = "";

    private int refusedStarts;

    private long stalledUntilNanos;

    /** It may not start for now. */
    private boolean held;

    /** Its machine is lost, or it was removed from the cluster and has heard of it: it never starts again. */
    private boolean gone;

    /**
     * A machine without data.
     *
     * @param founders of a cluster that is new, this one among them; empty for a member that joins one
     * @param firstPeers whom it knows from the start
     */
    SimMember(
            SimCluster cluster,
            String name,
            Member self,
            List<Member> founders,
            List<PeerAddress> firstPeers,
            SplittableRandom random) {
        this.cluster = cluster;
        this.name = name;
        this.self = self;
        this.founders = founders;
        this.firstPeers = firstPeers;
        this.random = random;
        this.disk = new SimDisk(random.split());
        long most = cluster.plan().clocks().driftPerMillion();
        long drift = most == 0 ? 0 : random.nextLong(-most, most + 1);
        if (drift != 0) {
            cluster.tally().happened(Fault.CLOCK_DRIFT);
        }
        if (cluster.plan().disk().isSlow()) {
            cluster.tally().happened(Fault.SLOW_DISK);
        }
        this.corruptionChecks = random.nextBoolean()
                ? CorruptionChecks.NONE
                : new CorruptionChecks(random.nextLong(500 * MILLI, 5_000 * MILLI), random.nextLong(5_000 * MILLI));
        this.clock = new SimClock(cluster.world(), random.nextLong(1L << 50), 1_000_000 + drift);
    }

    public String name() {
        return name;
    }

    public long id() {
        return self.id();
    }

    public boolean isUp() {
        return life != null && !life.isOver();
    }

    /** Its machine is lost, or it has heard that it was removed from the cluster. */
    boolean isGone() {
        return gone;
    }

    boolean isPaused() {
        return life != null && life.isPaused();
    }

    /** Which life of which member this is, for whoever keeps what he sees of each. */
    String life() {
        return lifeName;
    }

    /** Which life this is, from 1. */
    public int lives() {
        return lives;
    }

    /** Of this life: whoever starts again has none armed. Only for a member that is up. */
    Failpoints failpoints() {
        return failpoints;
    }

    SimClock clock() {
        return clock;
    }

    SimDisk disk() {
        return disk;
    }

    /** The member as its clients see it; null while it is down. */
    public @Nullable Node node() {
        return isUp() && runtime != null ? runtime.node() : null;
    }

    /** What it counts; null while it is down. */
    @Nullable
    NodeMeters meters() {
        return isUp() && runtime != null ? runtime.meters() : null;
    }

    /** Whether it is up and takes itself for the leader. */
    boolean leads() {
        Node now = node();
        return now != null && now.glance().leads();
    }

    /** What waits in it; null while it is down. */
    @Nullable
    CompletableFuture<Backlog> backlog() {
        return isUp() && runtime != null ? runtime.backlog() : null;
    }

    /** Does something in this member's place, if it is up; a crash inside it is the member's. */
    public void run(Runnable action) {
        SimLife now = life;
        if (now == null) {
            return;
        }
        // Inside, since a member that stands still does it later.
        now.run(() -> {
            try {
                action.run();
            } catch (UnreadableRecordException e) {
                if (!cantRead(e)) {
                    throw e;
                }
            }
        });
    }

    /** Whether a call to this member failed for its disk: the caller has no answer, and the member hears of it by itself. */
    boolean cantRead(Throwable broken) {
        for (Throwable cause = broken; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnreadableRecordException && disk.hadAnyFault()) {
                cluster.journal().note(name, "can't answer: " + cause.getMessage());
                return true;
            }
        }
        return false;
    }

    /** From its next life on, this member compares the keys of all when it leads. */
    void compare(CorruptionChecks checks) {
        corruptionChecks = checks;
    }

    /** Begins a new life from what the disk holds. Does nothing while the member is up, or if it is gone. */
    void start() {
        if (isUp() || gone || held) {
            return;
        }
        lives++;
        lifeName = name + " in life " + lives;
        cluster.journal().note(name, "starts, life " + lives);
        SimLife started = new SimLife(crash -> {
            cluster.journal().note(name, String.valueOf(crash.getMessage()));
            cluster.tally().happened(crash.fault());
            down(crash.isPowerCut());
        });
        life = started;
        started.run(() -> {
            try {
                MemberRuntime begun = assembly().start(environment(started));
                runtime = begun;
                if (!disk.isDamaged() && Wal.isRegaining(disk, WAL)) {
                    throw new BrokenPromise(name + " has lost what its disk has kept");
                }
                if (transport != null) {
                    transport.answerBy(begun.peerAnswers());
                }
                begun.publish(List.of("http://" + name + ":2379"));
                // Whoever reacts by an exit of the process does so on another thread, a little later.
                var unused = begun.ended()
                        .thenAccept(why -> cluster.world().in(random.nextLong(1_000_000), () -> ended(started, why)));
                refusedStarts = 0;
                checkNothingLost();
            } catch (IOException e) {
                refused(e);
            }
        });
    }

    /** Members repair what their disks lose: on a disk that loses nothing they have nothing to repair. */
    private void checkNothingLost() throws IOException {
        if (!disk.hadAnyFault()
                && (Wal.isRegaining(disk, WAL) || disk.exists(STATE.resolveSibling(STATE.getFileName() + ".broken")))) {
            throw new BrokenPromise(name + " lost something of its log or state, and its disk did not");
        }
    }

    /** It does not start from its own disk: only a disk that failed may be the reason. */
    private void refused(IOException why) {
        cluster.journal().note(name, "can't start: " + why.getMessage());
        if (!disk.hadAnyFault() && !disk.isLimited()) {
            throw new AssertionError(name + " can't start from its own disk: " + why.getMessage(), why);
        }
        if (!disk.isLimited()) {
            refusedStarts++; // One that only lacks space is given some, one day.
        }
        if (refusedStarts >= REFUSED_STARTS_MAX && disk.isDamaged()) {
            destroy();
        } else {
            down(false);
        }
    }

    private void ended(SimLife ended, String why) {
        if (ended.isOver()) {
            return;
        }
        cluster.journal().note(name, "ends: " + why);
        if (why.equals("removed from the cluster") && cluster.wasRemovalAsked(id())) {
            gone = true;
            down(false);
            cluster.left(this);
        } else if (disk.hadAnyFault() && !why.contains(RAFT_BROKE)) {
            down(false);
        } else {
            throw new AssertionError(name + " ended: " + why);
        }
    }

    /** The process is gone, and with a power cut what it had not forced. */
    void crash(boolean powerCut) {
        if (isUp()) {
            cluster.journal().note(name, powerCut ? "loses power" : "is killed");
            cluster.tally().happened(powerCut ? Fault.POWER_CUT : Fault.KILL);
            down(powerCut);
        }
    }

    /** The power will go out inside the {@code n}-th call of the disk from now. */
    void crashInDisk(long n) {
        if (isUp()) {
            disk.crashAtCall(n);
        }
    }

    /** The power will go out inside the {@code n}-th force of the log from now, with any part of the batch on the platters. */
    void crashInForce(long n) {
        if (isUp()) {
            cluster.tally().happened(Fault.POWER_CUT_IN_FORCE);
            disk.crashAtForce(WAL, n);
        }
    }

    /** What it writes waits until then. */
    void stall(long nanos) {
        stalledUntilNanos = cluster.world().nowNanos() + nanos;
    }

    /** The machine is lost with all that it holds. */
    void destroy() {
        cluster.journal().note(name, "is lost for good");
        gone = true;
        if (isUp()) {
            down(true);
        }
    }

    void note(String what) {
        cluster.journal().note(name, what);
    }

    /** What its disk had lost, the others have given back. */
    void hasHealed() {
        note("has healed");
        cluster.tally().checked("members that regained what they lost", 1);
    }

    /** A planned stop, as of a server: hands over leadership if it has it, then closes everything. */
    void stop() {
        MemberRuntime stopping = runtime;
        SimLife stopped = life;
        if (stopping == null || stopped == null || !isUp() || isPaused()) {
            return;
        }
        cluster.journal().note(name, "is asked to stop");
        cluster.tally().happened(Fault.GRACEFUL_STOP);
        run(() -> {
            var unused = stopping.handOver().thenRun(() -> cluster.world().in(0, () -> close(stopped, stopping)));
        });
        cluster.world().in(HAND_OVER_NANOS_MAX, () -> close(stopped, stopping));
    }

    private void close(SimLife stopped, MemberRuntime stopping) {
        stopped.run(() -> {
            try {
                stopping.stop();
            } catch (IOException | UncheckedIOException e) {
                cluster.journal().note(name, "stops with an error: " + e.getMessage());
                if (!disk.hadAnyFault() && !disk.isLimited()) {
                    throw new AssertionError(name + " can't be stopped: " + e.getMessage(), e);
                }
            }
            cluster.journal().note(name, "has stopped");
            down(false);
        });
    }

    /** Goes down, and stays so until it is released. */
    void hold(boolean powerCut) {
        held = true;
        crash(powerCut);
    }

    void release() {
        held = false;
        start();
    }

    boolean isHeld() {
        return held;
    }

    /** The names of its loops; none while it is down. */
    List<String> loops() {
        return isUp() && host != null ? host.loops() : List.of();
    }

    /** One of its loops gets no turn for so long. */
    void stall(String loop, long nanos) {
        if (isUp() && host != null) {
            host.stall(loop, nanos);
        }
    }

    void pause() {
        if (life != null) {
            life.pause();
        }
    }

    void resume() {
        if (life != null && life.isPaused()) {
            cluster.journal().note(name, "goes on");
            life.resume();
        }
    }

    private void down(boolean powerCut) {
        if (life != null) {
            life.end();
        }
        if (transport != null) {
            cluster.network().leave(transport);
        }
        runtime = null;
        if (powerCut) {
            disk.crash();
        } else {
            disk.processDied();
        }
        cluster.wentDown(this);
    }

    private NodeAssembly assembly() {
        Tuning tuning = cluster.plan().tuning();
        NodeLog log = new NodeLog(new SimLogger(cluster.journal(), name), id());
        return new NodeAssembly(
                tuning.nodeConfig(name, cluster.clusterId(), id(), corruptionChecks),
                PATHS,
                tuning.walOptions(),
                founders,
                firstPeers,
                log);
    }

    private NodeEnvironment environment(SimLife started) {
        SimHost ofThisLife =
                new SimHost(cluster.world(), clock, this::latencyNanos, started, () -> cluster.turned(this));
        host = ofThisLife;
        SimTransport itsWires = cluster.network().transport(id(), started);
        transport = itsWires;
        failpoints = new Failpoints(new SimFailpoints(cluster, name, random.split(), ofThisLife::sleepInTurn));
        return new NodeEnvironment(ofThisLife, random.split(), disk, itsWires, TestProofs.proofs(clock), failpoints);
    }

    /** How long a loop that has work waits for its turn: what the turn before it, or its disk, takes. */
    private long latencyNanos(Loop loop) {
        boolean writes = loop.name().equals("wal") || loop.name().equals("backend");
        if (!writes || cluster.isCalm()) {
            return 10_000L + random.nextInt(90_000);
        }
        if (stalledUntilNanos > cluster.world().nowNanos()) {
            return stalledUntilNanos - cluster.world().nowNanos() + random.nextInt(90_000);
        }
        FaultPlan.DiskPlan plan = cluster.plan().disk();
        if (random.nextDouble() < plan.stalls()) {
            cluster.tally().happened(Fault.DISK_STALL);
            return random.nextLong(plan.stallNanosMax());
        }
        return 20_000 + (long) (-Math.log(1 - random.nextDouble()) * plan.nanosMean());
    }
}
