package io.fairlead.api;

import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import java.util.List;

/** The revisions that were asked for have been compacted; {@link #compactRevision()} is the oldest that may be asked for. */
public final class CompactedException extends RefusedException {
    private static final long serialVersionUID = 1L;

    private final long compactRevision;

    public CompactedException(long compactRevision, List<Attempt> attempts) {
        super(EtcdError.COMPACTED, Outcome.NOT_APPLIED, attempts, null);
        this.compactRevision = compactRevision;
    }

    /** The compacted revision: history begins here. */
    public long compactRevision() {
        return compactRevision;
    }
}
