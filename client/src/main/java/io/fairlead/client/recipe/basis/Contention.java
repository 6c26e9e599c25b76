package io.fairlead.client.recipe.basis;

import io.fairlead.api.ConflictException;
import java.time.Duration;

/**
 * The tries of one optimistic update. After each that was lost to others it gives way for a random time whose bound doubles, so
 * that of many who want the same key one gets through. For one thread.
 */
public final class Contention {
    private static final Duration PAUSE_MIN = Duration.ofMillis(2);
    private static final int DOUBLINGS_MAX = 6;

    private final String what;
    private final int triesMax;
    private final Pacing pacing;
    private int lost;

    /**
     * @param what is updated, for the message
     * @param triesMax lost tries after which it is enough
     */
    public Contention(String what, int triesMax, Pacing pacing) {
        this.what = what;
        this.triesMax = triesMax;
        this.pacing = pacing;
    }

    /**
     * Others were faster: waits before the next try.
     *
     * @throws ConflictException if that was the last one
     */
    public void lost() {
        lost++;
        if (lost >= triesMax) {
            throw new ConflictException(what + " was changed by others each of " + triesMax + " times");
        }
        pacing.upTo(PAUSE_MIN.multipliedBy(1L << Math.min(lost - 1, DOUBLINGS_MAX)));
    }
}
