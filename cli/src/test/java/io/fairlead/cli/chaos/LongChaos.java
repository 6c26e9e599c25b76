package io.fairlead.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.cli.chaos.history.Verdict;
import io.fairlead.cli.chaos.process.LoopDisk;
import io.fairlead.cli.chaos.process.Processes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The long form of chaos: all faults that this machine can do, by seed, for as long as it is given.
 *
 * <pre>
 * mvn -Pchaos -pl cli -am test -Dchaos.minutes=30
 *     [-Dchaos.members=5] [-Dchaos.seed=N] [-Dchaos.faults="kill all,slow links"] [-Dchaos.without=...]
 * </pre>
 */
class LongChaos {
    private static final long MINUTES = Long.getLong("chaos.minutes", 30);
    private static final int MEMBERS = Integer.getInteger("chaos.members", 3);
    private static final long SEED = Long.getLong("chaos.seed", System.nanoTime());
    private static final String FAULTS = System.getProperty("chaos.faults", "");
    private static final String WITHOUT = System.getProperty("chaos.without", "");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void faultsOfAllKindsUnderLoad_loseNothing_andTheHistoryIsStrictlySerializable() throws Exception {
        System.out.println("chaos: seed " + SEED + ", logs of the members in " + folder);
        Random random = new Random(SEED);
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
        try (Processes cluster = Settings.cluster(MEMBERS, folder, LoopDisk.arePossible(folder));
                ChaosRun run = new ChaosRun(cluster, random.nextLong(), 4, 4, new Faults.Lengths(300, 3000))) {
            List<String> kinds = new ArrayList<>(FAULTS.isEmpty() ? run.faults().kinds() : parts(FAULTS));
            kinds.removeAll(parts(WITHOUT));
            while (System.nanoTime() - end < 0) {
                String kind = kinds.get(random.nextInt(kinds.size()));
                System.out.println("chaos: " + kind);
                run.happen(kind);
            }
            Verdict verdict = run.judge();
            assertThat(verdict.violations()).isEmpty();
        }
    }

    private static List<String> parts(String list) {
        return List.of(list.split(",", -1));
    }
}
