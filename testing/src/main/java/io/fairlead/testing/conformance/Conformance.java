package io.fairlead.testing.conformance;

import io.fairlead.testing.conformance.ClientUnderTest.Opener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/**
 * The suite. In a test class of your own:
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicNode> conformance() {
 *     return Conformance.of(MyAdapter::new).tests();
 * }
 * }</pre>
 *
 * <p>Each scenario becomes a test. Scenarios mostly wait, so several run at a time, in the background of the tests that report
 * them.
 */
public final class Conformance {
    private static final int AT_A_TIME = 16;

    private final Opener opener;

    private Conformance(Opener opener) {
        this.opener = opener;
    }

    /** The suite for the clients that are opened so. */
    public static Conformance of(Opener opener) {
        return new Conformance(opener);
    }

    /** All scenarios, whatever a client can do. */
    public static List<Scenario> scenarios() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(LeaseScenarios.all());
        all.addAll(WatchScenarios.all());
        all.addAll(CompactionScenarios.all());
        all.addAll(CallScenarios.all());
        return all;
    }

    /** One test for each scenario that makes sense for the client, by group. */
    public Stream<DynamicNode> tests() {
        return tests("");
    }

    /** As {@link #tests()}, for scenarios whose name contains {@code part}. */
    public Stream<DynamicNode> tests(String part) {
        List<Scenario> chosen = scenarios().stream()
                .filter(scenario -> opener.abilities().containsAll(scenario.needs()))
                .filter(scenario -> scenario.name().contains(part))
                .toList();
        Supplier<ExecutorService> threads = lazily(() -> Executors.newFixedThreadPool(AT_A_TIME, work -> {
            Thread thread = new Thread(work, "conformance");
            thread.setDaemon(true);
            return thread;
        }));
        Supplier<List<CompletableFuture<Void>>> runs = lazily(() -> {
            List<CompletableFuture<Void>> started = chosen.stream()
                    .map(scenario -> CompletableFuture.runAsync(() -> run(scenario), threads.get()))
                    .toList();
            threads.get().shutdown();
            return started;
        });
        return chosen.stream()
                .map(Scenario::group)
                .distinct()
                .map(group -> DynamicContainer.dynamicContainer(
                        group,
                        chosen.stream()
                                .filter(scenario -> scenario.group().equals(group))
                                .map(scenario -> DynamicTest.dynamicTest(
                                        scenario.name(), () -> join(runs.get().get(chosen.indexOf(scenario)))))));
    }

    /**
     * Runs one scenario.
     *
     * @throws AssertionError if the client fails it
     */
    public void run(Scenario scenario) {
        try (Stage stage = new Stage(opener)) {
            scenario.body().run(stage);
        } catch (Exception e) {
            throw new AssertionError(scenario.name() + ": " + e, e);
        }
    }

    private static void join(CompletableFuture<Void> run) {
        try {
            run.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof AssertionError failed) {
                throw failed;
            }
            throw e;
        }
    }

    private static <T> Supplier<T> lazily(Supplier<T> source) {
        return new Supplier<>() {
            private final List<T> made = new ArrayList<>();

            @Override
            public synchronized T get() {
                if (made.isEmpty()) {
                    made.add(source.get());
                }
                return made.get(0);
            }
        };
    }
}
