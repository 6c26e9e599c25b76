package io.fairlead.server.sim;

import io.fairlead.server.auth.TestProofs;
import io.fairlead.server.check.Scrutiny;
import io.fairlead.server.duty.CompactionPolicy;
import io.fairlead.server.embed.NodeAssembly;
import io.fairlead.server.exec.Loop;
import io.fairlead.server.membership.Member;
import io.fairlead.server.node.MemberRuntime;
import io.fairlead.server.node.Node;
import io.fairlead.server.node.NodeConfig;
import io.fairlead.server.node.NodeEnvironment;
import io.fairlead.server.node.NodeLog;
import io.fairlead.server.node.NodePaths;
import io.fairlead.server.storage.wal.WalOptions;
import io.fairlead.server.transport.PeerAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A member through all its lives: what the production assembly makes, on one machine of the simulated world. */
public final class SimMember {
    private static final long MILLI = 1_000_000;
    private static final long TICK_NANOS = 100 * MILLI;
    private static final int ELECTION_TICKS = 10;
    private static final Path HOME = Path.of("/member");
    private static final NodePaths PATHS =
            new NodePaths(HOME.resolve("wal"), HOME.resolve("snap"), HOME.resolve("state"));

    private final String name;
    private final Member self;
    private final long clusterId;
    private final List<Member> founders;
    private final SimScheduler world;
    private final SimNetwork network;
    private final FaultPlan plan;
    private final Journal journal;
    private final SplittableRandom random;
    private final SimDisk disk;
    private final SimClock clock;
    private final Consumer<SimMember> afterTurn;
    private @Nullable SimLife life;
    private @Nullable SimTransport transport;
    private @Nullable MemberRuntime runtime;
    private int lives;
    private boolean calm;

    SimMember(
            String name,
            Member self,
            long clusterId,
            List<Member> founders,
            SimScheduler world,
            SimNetwork network,
            FaultPlan plan,
            Journal journal,
            SplittableRandom random,
            Consumer<SimMember> afterTurn) {
        this.name = name;
        this.self = self;
        this.clusterId = clusterId;
        this.founders = founders;
        this.world = world;
        this.network = network;
        this.plan = plan;
        this.journal = journal;
        this.random = random;
        this.afterTurn = afterTurn;
        this.disk = new SimDisk(random.split());
        long drift = plan.driftPerMillion() == 0 ? 0 : random.nextLong(-plan.driftPerMillion(), plan.driftPerMillion());
        this.clock = new SimClock(world, random.nextLong(1L << 50), 1_000_000 + drift);
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

    boolean isPaused() {
        return life != null && life.isPaused();
    }

    /** Which life this is, from 1. */
    public int lives() {
        return lives;
    }

    SimDisk disk() {
        return disk;
    }

    /** The member as its clients see it; null while it is down. */
    public @Nullable Node node() {
        return isUp() && runtime != null ? runtime.node() : null;
    }

    /** Does something in this member's place, if it is up; a crash inside it is the member's. */
    void run(Runnable action) {
        if (life != null) {
            life.run(action);
        }
    }

    /** Begins a new life from what the disk holds. Does nothing while the member is up. */
    void start() {
        if (isUp()) {
            return;
        }
        lives++;
        journal.note(name, "starts, life " + lives);
        SimLife started = new SimLife(crash -> {
            journal.note(name, String.valueOf(crash.getMessage()));
            down(true);
        });
        life = started;
        started.run(() -> {
            try {
                runtime = assembly().start(environment(started));
                runtime.publish(List.of("http://" + name + ":2379"));
                var unused = runtime.ended().thenAccept(why -> {
                    throw new AssertionError(name + " ended: " + why);
                });
            } catch (IOException e) {
                throw new AssertionError(name + " can't start from its own disk: " + e.getMessage(), e);
            }
        });
    }

    /** The process is gone, and with a power cut what it had not forced. */
    void crash(boolean powerCut) {
        if (isUp()) {
            journal.note(name, powerCut ? "loses power" : "is killed");
            down(powerCut);
        }
    }

    /** The power will go out inside the {@code n}-th call of the disk from now. */
    void crashInDisk(long n) {
        if (isUp()) {
            disk.crashAtCall(n);
        }
    }

    void pause() {
        if (life != null) {
            life.pause();
        }
    }

    void resume() {
        if (life != null && life.isPaused()) {
            life.resume();
        }
    }

    /** No more slow turns. */
    void calmDown() {
        calm = true;
    }

    private void down(boolean powerCut) {
        if (life != null) {
            life.end();
        }
        if (transport != null) {
            network.leave(transport);
        }
        runtime = null;
        if (powerCut) {
            disk.crash();
        } else {
            disk.processDied();
        }
    }

    private NodeAssembly assembly() {
        NodeConfig config = new NodeConfig(
                name,
                clusterId,
                id(),
                TICK_NANOS,
                ELECTION_TICKS,
                ELECTION_TICKS - 2,
                true,
                true,
                1,
                plan.snapshotCount(),
                (int) Math.min(5000, plan.snapshotCount() + 10),
                5,
                1 << 20,
                0,
                CompactionPolicy.KEEP_ALL,
                5_000 * MILLI + 2 * ELECTION_TICKS * TICK_NANOS,
                500 * MILLI,
                "3.5.0",
                Scrutiny.DEAR);
        WalOptions options = WalOptions.DEFAULT
                .withSegmentSize(plan.walSegmentSize())
                .withAllocationStep(Math.min(plan.walSegmentSize(), 32 << 10))
                .withSegmentsKept(2);
        List<PeerAddress> peers = founders.stream()
                .filter(member -> member.id() != id())
                .map(member -> new PeerAddress(member.id(), member.peerUrls()))
                .toList();
        return new NodeAssembly(
                config, PATHS, options, founders, peers, new NodeLog(new SimLogger(journal, name), id()));
    }

    private NodeEnvironment environment(SimLife started) {
        SimHost host = new SimHost(world, clock, this::latencyNanos, started, () -> afterTurn.accept(this));
        SimTransport ofThisLife = network.transport(id(), started);
        transport = ofThisLife;
        return new NodeEnvironment(host, random.split(), disk, ofThisLife, TestProofs.proofs(clock));
    }

    /** How long a loop that has work waits for its turn: what the turn before it, or its disk, takes. */
    private long latencyNanos(Loop loop) {
        boolean writes = loop.name().equals("wal") || loop.name().equals("backend");
        if (!writes || calm) {
            return 10_000L + random.nextInt(90_000);
        }
        if (random.nextDouble() < plan.stalls()) {
            return random.nextLong(plan.stallNanosMax());
        }
        return 20_000 + (long) (-Math.log(1 - random.nextDouble()) * plan.diskNanosMean());
    }
}
