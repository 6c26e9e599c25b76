package io.fairlead.server.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.server.sim.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Each rule, broken, is noticed by the simulator. {@code -Dmutants.seeds=N} runs up to so many seeds a mutant from the first on and
 * prints after how many it was caught; {@code -Dmutants.only=N,word} looks at those alone that have the number or the
 * word in their rule.
 */
@Tag("computes")
class MutationProofTest {
    private static final int THREADS = Integer.getInteger("sim.threads", 2);

    private static final boolean LONG_FORM = System.getProperty("mutants.seeds") != null;

    /** Around the known seed, as changes of the simulator move it. */
    private static final int SEEDS_IN_SHORT = 100;

    @Test
    void everyMutant_isCaught() throws Exception {
        List<Mutant> mutants = Mutants.all();
        MutantRuns runs = new MutantRuns(Mutations.load(mutants));
        List<String> only = List.of(System.getProperty("mutants.only", "").split(",", -1));
        List<Callable<Verdict>> work = new ArrayList<>();
        for (int number = 1; number <= mutants.size(); number++) {
            if (only.get(0).isEmpty() || isOneOf(only, number, mutants.get(number - 1))) {
                int chosen = number;
                work.add(() -> judge(runs, chosen, mutants.get(chosen - 1)));
            }
        }
        List<Verdict> verdicts = inParallel(work);
        System.out.println(Verdict.tableHead()
                + String.join("\n", verdicts.stream().map(Verdict::tableRow).toList()));
        assertThat(verdicts.stream().filter(verdict -> !verdict.isCaught()).map(MutationProofTest::name))
                .isEmpty();
    }

    @Test
    void noMutant_changesNothing() throws Exception {
        MutantRuns runs = new MutantRuns(Mutations.load(Mutants.all()));
        for (long seed = 1; seed <= 2; seed++) {
            // Two loadings of one class: their records are equal in words only.
            assertThat(runs.outcomeOf(0, seed))
                    .hasToString(new Simulation(seed).run().toString());
        }
    }

    private static String name(Verdict verdict) {
        return verdict.number() + ": " + verdict.mutant().rule();
    }

    private static boolean isOneOf(List<String> only, int number, Mutant mutant) {
        return only.contains(String.valueOf(number))
                || only.stream().anyMatch(word -> mutant.rule().contains(word));
    }

    private static Verdict judge(MutantRuns runs, int number, Mutant mutant) {
        int count = 0;
        for (long seed : seedsFor(mutant)) {
            count++;
            Optional<Throwable> failure = runs.failureOf(number, seed);
            if (failure.isPresent()) {
                Verdict verdict = new Verdict(number, mutant, seed, count, Verdict.inShort(failure.get()));
                System.out.println("mutant " + number + ", seed " + seed + ": " + verdict.tableRow());
                return verdict;
            }
        }
        return new Verdict(number, mutant, 0, count, "");
    }

    private static long[] seedsFor(Mutant mutant) {
        return LONG_FORM
                ? LongStream.rangeClosed(1, Long.getLong("mutants.seeds")).toArray()
                : LongStream.concat(LongStream.of(mutant.knownSeed()), LongStream.rangeClosed(1, SEEDS_IN_SHORT))
                        .filter(seed -> seed > 0)
                        .distinct()
                        .toArray();
    }

    private static <T> List<T> inParallel(List<Callable<T>> work) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(work)) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
