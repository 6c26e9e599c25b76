package io.fairlead.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.cli.chaos.history.Verdict;
import io.fairlead.cli.chaos.process.Processes;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of chaos on real processes: each of the faults that a few seconds have room for, once. */
class ChaosTest {
    private static final List<String> FAULTS = List.of(
            "kill the leader",
            "lose what the leader sends and is sent",
            "pause the leader",
            "replace a member",
            "cut the leader off",
            "kill all");

    @TempDir
    Path folder;

    @Test
    void faultsUnderLoad_loseNothing_andTheHistoryIsStrictlySerializable() throws Exception {
        long seed = System.nanoTime();
        System.out.println("chaos: seed " + seed);
        try (Processes cluster = Settings.cluster(3, folder, false);
                ChaosRun run = new ChaosRun(cluster, seed, 2, 2, new Faults.Lengths(700, 900))) {
            for (String kind : FAULTS) {
                if (run.faults().kinds().contains(kind)) {
                    run.happen(kind);
                }
            }
            Verdict verdict = run.judge();
            assertThat(verdict.violations()).isEmpty();
        }
    }
}
