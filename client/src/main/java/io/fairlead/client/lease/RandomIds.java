package io.fairlead.client.lease;

import java.util.function.LongSupplier;

/** Ids for leases: the sixty-three bits that etcd's own servers use as well, at random, never 0. */
public final class RandomIds implements LongSupplier {
    private final LongSupplier random;

    /** @param random any number at all, without a pattern that another client might follow */
    public RandomIds(LongSupplier random) {
        this.random = random;
    }

    @Override
    public long getAsLong() {
        while (true) {
            long id = random.getAsLong() & Long.MAX_VALUE;
            if (id != 0) {
                return id;
            }
        }
    }
}
