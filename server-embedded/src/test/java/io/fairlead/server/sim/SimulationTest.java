package io.fairlead.server.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whole clusters under faults, a seed each, two seeds at a time. {@code -Dsim.seed=N} runs one seed, {@code -Dsim.seeds=N} so
 * many, from {@code -Dsim.from=N} on; {@code -Dsim.hours=H} as many as fit into that time;
 * {@code -Dsim.failures=N} goes on until N of them have failed.
 */
@Tag("computes")
class SimulationTest {
    private static final long SEEDS = 2000;
    private static final int THREADS = Integer.getInteger("sim.threads", 2);

    @Test
    void clusters_underFaults_keepEveryPromise() {
        Long one = Long.getLong("sim.seed");
        double hours = Double.parseDouble(System.getProperty("sim.hours", "0"));
        long from = one != null ? one : Long.getLong("sim.from", 1);
        long count = one != null ? 1 : Long.getLong("sim.seeds", hours > 0 ? Long.MAX_VALUE : SEEDS);
        long nanosMax = hours > 0 ? (long) (hours * TimeUnit.HOURS.toNanos(1)) : Long.MAX_VALUE;
        RunTable table = Seeds.run(from, count, THREADS, nanosMax);
        System.out.println(table);
        assertThat(table.seeds()).isPositive();
        if (table.seeds() >= SEEDS) {
            assertThat(table.faults().keySet())
                    .as("kinds of trouble that came about in so many seeds")
                    .contains(Fault.values());
        }
    }

    @Test
    void seedsThatFailedOnce_keepEveryPromise() throws IOException {
        try (InputStream file = SimulationTest.class.getResourceAsStream("/sim/failed-once.txt")) {
            String text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.lines().toList()) {
                if (!line.startsWith("#")) {
                    long seed = Long.parseLong(line.substring(0, line.indexOf(' ')));
                    assertThat(Seeds.run(seed, 1, 1, Long.MAX_VALUE).seeds()).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void seed_runAloneAndBesideOthers_givesTheSameJournal() {
        RunTable beside = Seeds.run(1, 6, 3, Long.MAX_VALUE);
        RunTable alone = Seeds.run(1, 6, 1, Long.MAX_VALUE);
        assertThat(beside.journals()).isEqualTo(alone.journals());
    }
}
