package io.fairlead.server.model;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Random operations against the reference. {@code -Dmodel.seed=N} repeats one run, {@code -Dmodel.runs=N} makes that many;
 * what is printed on failure is the smallest list of steps found, to be kept as a file in {@code model/} of the test
 * resources.
 */
class ModelTest {
    private static final int MAX_TXN_OPS = 8;
    private static final int STEPS = 60;
    private static final int RUNS = Integer.getInteger("model.runs", 2000);
    private static final int SHRINK_TRIES = 20_000;

    @Test
    void rooms_randomSteps_answerAsTheReference() {
        Long only = Long.getLong("model.seed");
        if (only != null) {
            judge("seed " + only, new Generator(only).steps(STEPS));
            return;
        }
        for (long seed = 1; seed <= RUNS; seed++) {
            judge("seed " + seed, new Generator(seed).steps(STEPS));
        }
    }

    /** Lists that once showed a defect. */
    @TestFactory
    Stream<DynamicTest> rooms_stepsThatOnceFailed_answerAsTheReference() throws IOException, URISyntaxException {
        URL kept = Objects.requireNonNull(ModelTest.class.getResource("/model"));
        try (Stream<Path> files = Files.list(Path.of(kept.toURI()))) {
            return files.sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(
                            file.getFileName().toString(), () -> judge(file.toString(), parse(file))));
        }
    }

    private static List<Step> parse(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Step::parse)
                .toList();
    }

    private static void judge(String name, List<Step> steps) {
        if (run(steps).isEmpty()) {
            return;
        }
        List<Step> smallest =
                Shrinker.shrink(steps, SHRINK_TRIES, list -> run(list).isPresent());
        Trial.Difference difference = run(smallest).orElseThrow();
        fail("%s, in %d of %d steps:\n%s\n  step %d: %s"
                .formatted(
                        name,
                        smallest.size(),
                        steps.size(),
                        smallest.stream().map(Step::toString).collect(Collectors.joining("\n")),
                        difference.step() + 1,
                        difference.what()));
    }

    private static Optional<Trial.Difference> run(List<Step> steps) {
        return Trial.run(steps, new Reference(MAX_TXN_OPS), () -> new LoopSubject(MAX_TXN_OPS));
    }
}
