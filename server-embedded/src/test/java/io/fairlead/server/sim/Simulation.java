package io.fairlead.server.sim;

import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One cluster, from one seed: first a time of troubles in which nothing may break, then a calm in which everything must come
 * good again.
 */
public final class Simulation {
    private final long seed;
    private final SimCluster cluster;
    private final SafetyChecks checks;
    private final Faults faults;
    private final Clients clients;
    private final Calm calm;

    public Simulation(long seed) {
        this(seed, null);
    }

    /** One with more clients than it has of its own. */
    public Simulation(long seed, @Nullable Function<ClientSide, Guests> guests) {
        this.seed = seed;
        SplittableRandom random = new SplittableRandom(seed);
        FaultPlan plan = FaultPlan.draw(random.split());
        cluster = new SimCluster(plan, random.split());
        checks = new SafetyChecks(cluster);
        faults = new Faults(cluster, random.split());
        Ambushes.draw(seed, cluster).ifPresent(faults::add);
        clients = new Clients(cluster, random.split(), guests);
        calm = new Calm(cluster, faults.churn(), clients, random.split());
    }

    /** One more kind of trouble than the plan has. */
    void alsoBy(Function<SimCluster, Trouble> trouble) {
        faults.add(trouble.apply(cluster));
    }

    /**
     * Lets it all happen.
     *
     * @return what happened, in numbers
     * @throws SimulationFailure with the seed, how to run it again, and the last lines of the journal
     * @throws AssertionError with the seed and the place, if one step does not end
     */
    public Outcome run() {
        return Watchdog.ofSimulations().watch(seed, cluster.world()::done, this::runAll);
    }

    private Outcome runAll() {
        SimScheduler world = cluster.world();
        Tally tally = cluster.tally();
        try {
            cluster.members().forEach(SimMember::start);
            faults.begin();
            clients.begin();
            world.runUntil(cluster.plan().nanos());
            clients.end();
            calm.run();
            checks.end();
            clients.check();
        } catch (RuntimeException | Error failure) {
            throw new SimulationFailure(seed, cluster.journal(), failure);
        }
        cluster.everyone().forEach(member -> member.disk().addTo(tally));
        tally.ran(world.nowNanos());
        return new Outcome(
                cluster.journal().hash(),
                cluster.journal().count(),
                clients.answeredCount(),
                checks.committedCount(),
                cluster.everyone().stream().mapToInt(SimMember::lives).sum(),
                tally);
    }

    /**
     * A run that went well.
     *
     * @param journalHash equal for equal seeds
     * @param lives how many times members were started
     */
    public record Outcome(long journalHash, long journalLines, long answered, int committed, int lives, Tally tally) {}
}
