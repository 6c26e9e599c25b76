package io.fairlead.server.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Whole clusters, of which a minority's disks damage logs and states again and again: nothing that was acknowledged is lost, and
 * every member comes back by itself. {@code -Drot.seed=N} runs one seed, {@code -Drot.seeds=N} so many.
 */
@Tag("computes")
class DamagedDisksTest {
    private static final long DAMAGE_NANOS_MEAN = 3 * FaultPlan.SECOND;

    @TestFactory
    Stream<DynamicTest> clusters_whoseDisksRot_loseNothingAndRepairThemselves() {
        Long one = Long.getLong("rot.seed");
        List<Long> seeds = new ArrayList<>();
        int wanted = one != null ? 1 : Integer.getInteger("rot.seeds", 15);
        for (long seed = one != null ? one : 1; seeds.size() < wanted; seed++) {
            FaultPlan plan = FaultPlan.draw(new SplittableRandom(seed).split());
            // Damage of the plan's own would come on top of what a minority can bear.
            if (plan.members() >= 3 && !plan.churn().isOn() && plan.diskFaults().damageNanosMean() == FaultPlan.NEVER) {
                seeds.add(seed);
            }
        }
        Tally all = new Tally();
        return Stream.concat(
                seeds.stream()
                        .map(seed -> dynamicTest("seed " + seed, () -> {
                            Tally ran = run(seed);
                            synchronized (all) {
                                all.add(ran);
                            }
                        })),
                LongStream.of(wanted)
                        .filter(count -> count > 10)
                        .mapToObj(count -> dynamicTest(
                                "all kinds of damage were met",
                                () -> assertThat(all.faults())
                                        .containsKeys(
                                                Fault.BIT_ROT,
                                                Fault.SECTOR_UNREADABLE,
                                                Fault.WRITE_LOST,
                                                Fault.WRITE_MISDIRECTED))));
    }

    private static Tally run(long seed) {
        Simulation simulation = new Simulation(seed);
        simulation.alsoBy(cluster -> new DiskDamage(cluster, DAMAGE_NANOS_MEAN, new SplittableRandom(~seed)));
        return simulation.run().tally();
    }
}
