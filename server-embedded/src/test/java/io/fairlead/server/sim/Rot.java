package io.fairlead.server.sim;

import io.fairlead.server.storage.wal.Wal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Disks damage what lies on them: a member goes down, and of its log or its state something can't be read when it comes back.
 * Never more members at a time than the others can do without; one that has back what it lost may be struck again.
 */
final class Rot implements Trouble {
    private static final long NANOS_MEAN = 3_000_000_000L;
    private static final Path WAL = Path.of("/member/wal");
    private static final Path STATE = Path.of("/member/state");

    private final SimCluster cluster;
    private final SplittableRandom random;
    private final FaultAtlas atlas;

    /** By member, in which life it was struck. */
    private final Map<Long, Integer> struck = new TreeMap<>();

    Rot(SimCluster cluster, SplittableRandom random) {
        this.cluster = cluster;
        this.random = random;
        this.atlas = new FaultAtlas(cluster.members().size());
    }

    @Override
    public long nanosMean() {
        return NANOS_MEAN;
    }

    @Override
    public void strike() {
        cluster.members().forEach(this::noteIfHealed);
        SimMember victim = cluster.anybody(random);
        if (!victim.isUp() || !atlas.mayDamage(victim.id())) {
            return;
        }
        victim.crash(random.nextBoolean());
        try {
            boolean log = random.nextBoolean();
            String done = log
                    ? FaultAtlas.damageLog(victim.disk(), WAL, random)
                    : FaultAtlas.damageState(victim.disk(), STATE, random);
            if (!done.isEmpty()) {
                cluster.journal().note(victim.name(), (log ? "its log rots: " : "its state rots: ") + done);
                cluster.tally().happened(done.contains("can't be read") ? Fault.SECTOR_UNREADABLE : Fault.BIT_ROT);
                atlas.damaged(victim.id());
                struck.put(victim.id(), victim.lives());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void noteIfHealed(SimMember member) {
        try {
            if (atlas.isDamaged(member.id())
                    && member.isUp()
                    && member.lives() > struck.getOrDefault(member.id(), 0)
                    && !Wal.isRegaining(member.disk(), WAL)) {
                cluster.journal().note(member.name(), "has healed");
                cluster.tally().checked("members that regained what they lost", 1);
                atlas.healed(member.id());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
