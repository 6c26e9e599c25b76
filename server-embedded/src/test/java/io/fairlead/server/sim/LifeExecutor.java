package io.fairlead.server.sim;

import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** Runs the work of calls in one life of a member, one thing at a time and in order, each a little later. */
final class LifeExecutor implements Executor {
    private final SimScheduler world;
    private final RandomGenerator random;
    private final SimMember member;
    private final int life;
    private long lastNanos;

    /** For the life that the member has now. */
    LifeExecutor(SimScheduler world, RandomGenerator random, SimMember member) {
        this.world = world;
        this.random = random;
        this.member = member;
        this.life = member.lives();
    }

    @Override
    public void execute(Runnable task) {
        lastNanos = Math.max(lastNanos + 1, world.nowNanos() + 1_000L + random.nextInt(50_000));
        world.at(lastNanos, () -> {
            if (member.lives() == life) {
                member.run(task);
            }
        });
    }
}
