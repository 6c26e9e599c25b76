package io.fairlead.client.recipe.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.kv.Cmp;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every order of events that a seed leads to: nobody enters who is not the oldest, no two hold what excludes each other,
 * everybody who waits is served in the end, and no key stays behind.
 */
class LineModelTest {
    private static final int CONTENDERS = 6;
    private static final int STEPS = 250;
    private static final int WORLDS_PER_SEED = 100;

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void lock_anyInterleaving_excludesAndServes(long seed) {
        for (long world = 0; world < WORLDS_PER_SEED; world++) {
            Rule rule = Rule.OneByOne.named("l");
            run(seed * WORLDS_PER_SEED + world, LineModelTest::oneAtMost, random -> rule);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void readWriteLock_anyInterleaving_excludesWritersAndServes(long seed) {
        Rule read = new Rule.OneByOne(Bytes.utf8("l/read/"), KeyRange.prefix("l/write/"));
        Rule write = new Rule.OneByOne(Bytes.utf8("l/write/"), KeyRange.prefix("l/"));
        for (long world = 0; world < WORLDS_PER_SEED; world++) {
            run(
                    seed * WORLDS_PER_SEED + world,
                    holders -> {
                        if (holders.stream().anyMatch(holder -> holder.ticket.rule() == write)) {
                            oneAtMost(holders);
                        }
                    },
                    random -> random.nextBoolean() ? read : write);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void twoAtOnce_anyInterleaving_letsInNoThirdAndServes(long seed) {
        for (long world = 0; world < WORLDS_PER_SEED; world++) {
            run(
                    seed * WORLDS_PER_SEED + world,
                    holders -> assertThat(holders).as("holders").hasSizeLessThanOrEqualTo(2),
                    random -> new TwoAtOnce());
        }
    }

    /** Lets two in, as a semaphore does: it counts what it sees go. */
    private record TwoAtOnce() implements Rule {
        @Override
        public Bytes prefix() {
            return Bytes.utf8("l/");
        }

        @Override
        public KeyRange rivals() {
            return KeyRange.prefix("l/");
        }

        @Override
        public long needed() {
            return 0;
        }

        @Override
        public Optional<Cmp> nobody() {
            return Optional.empty();
        }

        @Override
        public Verdict judge(List<KeyValue> before) {
            return before.size() < 2 ? new Verdict.Enter() : new Verdict.Await(rivals());
        }
    }

    private static void oneAtMost(List<LineWorld.Member> holders) {
        assertThat(holders).as("holders").hasSizeLessThanOrEqualTo(1);
    }

    /** Contenders in fewer sessions than there are contenders, so that some share one. */
    static void run(long seed, Consumer<List<LineWorld.Member>> compatible, Function<Random, Rule> rules) {
        Random random = new Random(seed);
        OpenPlaces places = new OpenPlaces();
        LineWorld world = new LineWorld(seed, new ModelStore(), compatible);
        try {
            for (int i = 0; i < CONTENDERS; i++) {
                long lease = 1L + random.nextInt(CONTENDERS - 1);
                Rule rule = rules.apply(random);
                Bytes key = places.take(rule.prefix(), lease).key();
                boolean exclusive = rule.needed() == 1 && rule.rivals().contains(key);
                world.add(new Ticket(key, Bytes.utf8("v"), lease, rule, random.nextInt(5) == 0), exclusive);
            }
            world.storm(STEPS);
            world.settle();
        } catch (AssertionError failed) {
            throw new AssertionError("seed " + seed + ": " + failed.getMessage(), failed);
        }
    }
}
