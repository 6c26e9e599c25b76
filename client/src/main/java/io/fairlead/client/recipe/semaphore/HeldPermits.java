package io.fairlead.client.recipe.semaphore;

import io.fairlead.api.concurrency.PermitHold;
import io.fairlead.client.recipe.line.LineHold;

/** Permits that are held. */
final class HeldPermits extends LineHold implements PermitHold {
    private final int permits;

    HeldPermits(Entry entry, int permits) {
        super(entry);
        this.permits = permits;
    }

    @Override
    public int permits() {
        return permits;
    }
}
