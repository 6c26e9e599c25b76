package io.fairlead.server.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Whole clusters under faults, a seed each. {@code -Dsim.seed=N} runs one seed, {@code -Dsim.seeds=N} so many, from {@code
 * -Dsim.from=N} on.
 */
class SimulationTest {
    @TestFactory
    Stream<DynamicTest> clusters_underFaults_keepEveryPromise() {
        Long one = Long.getLong("sim.seed");
        long from = one != null ? one : Long.getLong("sim.from", 1);
        long count = one != null ? 1 : Long.getLong("sim.seeds", 300);
        return LongStream.range(from, from + count)
                .mapToObj(seed -> dynamicTest("seed " + seed, () -> new Simulation(seed).run()));
    }

    @Test
    void seed_runTwice_givesTheSameJournal() {
        for (long seed = 1; seed <= 5; seed++) {
            assertThat(new Simulation(seed).run()).isEqualTo(new Simulation(seed).run());
        }
    }
}
