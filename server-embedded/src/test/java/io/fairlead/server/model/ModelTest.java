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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random operations against the reference. {@code -Dmodel.seed=N} repeats one run, {@code -Dmodel.runs=N} makes that many,
 * {@code -Dmodel.steps=N} makes each that long; what is printed on failure is the smallest list of steps found, to be kept as a
 * file in {@code model/} of the test resources.
 */
@Tag("computes")
class ModelTest {
    private static final int MAX_TXN_OPS = 8;

    /** How long and how often by default, and how many shorter lists are tried on failure. */
    private enum Effort {
        ROOMS(60, 1500, 20_000),
        WHOLE_MEMBER(250, 2, 100);

        private final int steps;
        private final int runs;
        private final int shrinkTries;

        Effort(int steps, int runs, int shrinkTries) {
            this.steps = Integer.getInteger("model.steps", steps);
            this.runs = Integer.getInteger("model.runs", runs);
            this.shrinkTries = shrinkTries;
        }

        LongStream seeds() {
            Long only = Long.getLong("model.seed");
            return only == null ? LongStream.rangeClosed(1, runs) : LongStream.of(only);
        }
    }

    @TempDir
    private Path directory;

    private final AtomicInteger members = new AtomicInteger();

    @Test
    void rooms_randomSteps_answerAsTheReference() {
        Effort.ROOMS
                .seeds()
                .forEach(seed -> judge(
                        "seed " + seed,
                        new Generator(seed, true).steps(Effort.ROOMS.steps),
                        Effort.ROOMS.shrinkTries,
                        ModelTest::runOnRooms));
    }

    @Test
    void member_randomStepsOverGrpc_answersAsTheReference() {
        Effort.WHOLE_MEMBER
                .seeds()
                .forEach(seed -> judge(
                        "seed " + seed,
                        new Generator(seed, false).steps(Effort.WHOLE_MEMBER.steps),
                        Effort.WHOLE_MEMBER.shrinkTries,
                        this::runOnMember));
    }

    /** Lists that once showed a defect. */
    @TestFactory
    Stream<DynamicTest> rooms_stepsThatOnceFailed_answerAsTheReference() throws IOException, URISyntaxException {
        URL kept = Objects.requireNonNull(ModelTest.class.getResource("/model"));
        try (Stream<Path> files = Files.list(Path.of(kept.toURI()))) {
            return files.sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(
                            file.getFileName().toString(),
                            () -> judge(
                                    file.toString(), parse(file), Effort.ROOMS.shrinkTries, ModelTest::runOnRooms)));
        }
    }

    private static List<Step> parse(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Step::parse)
                .toList();
    }

    private static void judge(
            String name, List<Step> steps, int shrinkTries, Function<List<Step>, Optional<Trial.Difference>> run) {
        Optional<Trial.Difference> first = run.apply(steps);
        if (first.isEmpty()) {
            return;
        }
        List<Step> smallest =
                Shrinker.shrink(steps, shrinkTries, list -> run.apply(list).isPresent());
        Trial.Difference difference = run.apply(smallest).orElseGet(first::get);
        fail("%s, in %d of %d steps:\n%s\n  step %d: %s\n  before it was made smaller: %s"
                .formatted(
                        name,
                        smallest.size(),
                        steps.size(),
                        smallest.stream().map(Step::toString).collect(Collectors.joining("\n")),
                        difference.step() + 1,
                        difference.what(),
                        first.get()));
    }

    private static Optional<Trial.Difference> runOnRooms(List<Step> steps) {
        return Trial.run(steps, new Reference(MAX_TXN_OPS), () -> new LoopSubject(MAX_TXN_OPS));
    }

    private Optional<Trial.Difference> runOnMember(List<Step> steps) {
        Path home = directory.resolve("member" + members.incrementAndGet());
        return Trial.run(steps, new Reference(MAX_TXN_OPS), () -> new PortSubject(home, MAX_TXN_OPS));
    }
}
