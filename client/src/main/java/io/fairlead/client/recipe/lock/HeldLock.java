package io.fairlead.client.recipe.lock;

import io.fairlead.api.concurrency.LockHold;
import io.fairlead.client.recipe.line.LineHold;

/** A lock that is held. */
final class HeldLock extends LineHold implements LockHold {
    HeldLock(Entry entry) {
        super(entry);
    }

    private HeldLock(HeldLock other) {
        super(other);
    }

    @Override
    public LockHold again() {
        return new HeldLock(this);
    }
}
