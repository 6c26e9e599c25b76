package io.fairlead.jcache.config;

import java.time.Duration;

/** How fresh reads are. Writes are not concerned: they are decided by the cluster in every mode. */
public sealed interface NearMode {
    /** Every read is answered by the cluster and sees all writes acknowledged before it, by whomever. */
    record Linearizable() implements NearMode {
        @Override
        public String toString() {
            return LINEARIZABLE;
        }
    }

    /**
     * Reads are answered in this process; they see its own writes and never go back in time, but may lag behind those of others
     * without a bound.
     */
    record Session() implements NearMode {
        @Override
        public String toString() {
            return SESSION;
        }
    }

    /**
     * As {@link Session}, and no read is staler than this: it sees all writes acknowledged that long before it began. A read
     * that cannot prove so is answered by the cluster.
     *
     * @param staleness positive
     */
    record Bounded(Duration staleness) implements NearMode {
        public Bounded {
            if (staleness.isNegative() || staleness.isZero()) {
                throw new IllegalArgumentException("the bound of staleness is not positive: " + staleness);
            }
        }

        @Override
        public String toString() {
            return BOUNDED + DurationText.of(staleness);
        }
    }

    /** The option's word for {@link #linearizable()}. */
    String LINEARIZABLE = "linearizable";

    /** The option's word for {@link #session()}. */
    String SESSION = "session";

    /** What stands before the bound in the option's word for {@link #bounded}. */
    String BOUNDED = "bounded:";

    /** The default: every read is answered by the cluster. */
    static NearMode linearizable() {
        return new Linearizable();
    }

    /** Reads see this process's own writes and never go back. */
    static NearMode session() {
        return new Session();
    }

    /**
     * Reads are at most so stale.
     *
     * @throws IllegalArgumentException if the bound is not positive
     */
    static NearMode bounded(Duration staleness) {
        return new Bounded(staleness);
    }

    /**
     * The mode by its word: {@code linearizable}, {@code session}, or {@code bounded:} and a duration such as {@code 100ms}.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    static NearMode parse(String text) {
        if (text.equals(LINEARIZABLE)) {
            return linearizable();
        }
        if (text.equals(SESSION)) {
            return session();
        }
        if (text.startsWith(BOUNDED)) {
            return bounded(DurationText.parse(text.substring(BOUNDED.length())));
        }
        throw new IllegalArgumentException("'" + text + "' is none of linearizable, session, bounded:DURATION");
    }
}
