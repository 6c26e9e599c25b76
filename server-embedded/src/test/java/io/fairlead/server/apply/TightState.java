package io.fairlead.server.apply;

import io.fairlead.server.auth.TestProofs;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.watch.TightWatch;

/** Applied states with limits that a short test reaches. */
public final class TightState {
    private TightState() {}

    public static AppliedState over(Backend backend) {
        return new AppliedState(backend, 1, 0, TestProofs.proofs().tokens(), TightWatch::loop);
    }
}
