package io.fairlead.server.mutation;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;

/** Runs seeds with one mutant in effect. Any thread, one mutant at a time in each. */
final class MutantRuns {
    private final Constructor<?> simulation;
    private final Method run;

    /** @param loader of {@link Mutations} */
    MutantRuns(ClassLoader loader) {
        try {
            Class<?> type = loader.loadClass("io.fairlead.server.sim.Simulation");
            simulation = type.getConstructor(long.class);
            run = type.getMethod("run");
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the simulator is not what it was", e);
        }
    }

    /** What went wrong in the run of {@code seed} with mutant {@code number}; empty where nothing did. */
    Optional<Throwable> failureOf(int number, long seed) {
        try {
            outcomeOf(number, seed);
            return Optional.empty();
        } catch (InvocationTargetException e) {
            return Optional.of(e.getTargetException());
        }
    }

    /** What the run ended in; 0 for the code as it is. */
    Object outcomeOf(int number, long seed) throws InvocationTargetException {
        MutantSwitch.choose(number);
        try {
            return run.invoke(simulation.newInstance(seed));
        } catch (InstantiationException | IllegalAccessException e) {
            throw new LinkageError("the simulator is not what it was", e);
        } finally {
            MutantSwitch.choose(0);
        }
    }
}
