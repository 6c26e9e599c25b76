package io.fairlead.api;

import io.fairlead.api.error.Outcome;
import java.util.List;

/**
 * What a member sent as a snapshot is not whole, or is not what it computed the digest of. Nothing of it should be used; asking
 * again is safe.
 */
public final class DamagedSnapshotException extends FairleadException {
    private static final long serialVersionUID = 1L;

    public DamagedSnapshotException(String message) {
        super(message, Outcome.NOT_APPLIED, List.of(), null);
    }
}
