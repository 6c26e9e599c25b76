package io.fairlead.server.mutation;

/**
 * Which mutant the present thread runs, and those that it starts. Asked by the sources that {@link Mutations} compiles, and by
 * nothing else.
 */
public final class MutantSwitch {
    private static final ThreadLocal<int[]> CHOSEN = new InheritableThreadLocal<>() {
        @Override
        protected int[] initialValue() {
            return new int[1];
        }

        @Override
        protected int[] childValue(int[] parents) {
            return parents.clone();
        }
    };

    private MutantSwitch() {}

    /** Whether mutant {@code number} is in effect in this thread. */
    public static boolean on(int number) {
        return CHOSEN.get()[0] == number;
    }

    /** From now on this thread runs mutant {@code number}; 0 for the code as it is. */
    static void choose(int number) {
        CHOSEN.get()[0] = number;
    }
}
