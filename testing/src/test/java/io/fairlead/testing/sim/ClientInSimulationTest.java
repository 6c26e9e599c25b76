package io.fairlead.testing.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.server.sim.Simulation;
import io.fairlead.server.sim.Simulation.Outcome;
import io.fairlead.server.sim.Tally;
import org.junit.jupiter.api.Test;

/**
 * Our client in simulated clusters under faults, a seed each. {@code -Dsim.seed=N} runs one seed, {@code -Dsim.seeds=N} so many,
 * from {@code -Dsim.from=N} on.
 */
class ClientInSimulationTest {
    private static final long SEEDS = 12;

    @Test
    void library_underFaults_keepsEveryPromise() {
        Long one = Long.getLong("sim.seed");
        long from = one != null ? one : Long.getLong("sim.from", 1);
        long count = one != null ? 1 : Long.getLong("sim.seeds", SEEDS);
        Tally tally = new Tally();
        for (long seed = from; seed < from + count; seed++) {
            tally.add(run(seed).tally());
        }
        System.out.println(tally);
        assertThat(tally.checks()).containsKey("calls of the client library");
    }

    @Test
    void seed_runTwice_givesTheSameJournal() {
        assertThat(run(1)).isEqualTo(run(1));
    }

    private static Outcome run(long seed) {
        try (LoggedErrors logged = new LoggedErrors()) {
            Outcome outcome = new Simulation(seed, LibraryGuests::new).run();
            assertThat(logged.errors()).as("errors in the log, seed %s", seed).isEmpty();
            return outcome;
        }
    }
}
