package io.fairlead.server.golden;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Scenarios as JUnit tests, one each. They run on a few lanes at once, ahead of JUnit, which reports them in their order; those
 * that wait for real time have lanes of their own, so that nobody waits with them.
 */
public final class GoldenReplay {
    private static final int LANES = 2;

    private GoldenReplay() {}

    /**
     * A test for each scenario that is made for the wire.
     *
     * @param home where the members keep their data, a folder for each scenario
     */
    public static Stream<DynamicTest> tests(List<Scenario> scenarios, Wire wire, Path home) {
        ExecutorService waiting = Executors.newCachedThreadPool();
        ExecutorService working = Executors.newFixedThreadPool(LANES);
        List<DynamicTest> tests = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            if (scenario.madeFor(wire)) {
                Future<?> outcome = (scenario.waits() ? waiting : working).submit(replay(scenario, wire, home));
                tests.add(DynamicTest.dynamicTest(scenario.name(), () -> report(outcome)));
            }
        }
        return tests.stream().onClose(() -> {
            waiting.shutdownNow();
            working.shutdownNow();
        });
    }

    private static Callable<Void> replay(Scenario scenario, Wire wire, Path home) {
        return () -> {
            Replayer.replay(scenario, wire, home.resolve(scenario.name()));
            return null;
        };
    }

    private static void report(Future<?> outcome) throws IOException, InterruptedException {
        try {
            outcome.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AssertionError difference) {
                throw difference;
            }
            throw new IOException("the scenario could not be played: " + e.getCause(), e.getCause());
        }
    }
}
