package io.fairlead.server.access;

import io.fairlead.api.Bytes;
import java.util.Collection;
import java.util.List;

/** The keys attached to a lease; none for a lease that does not exist. */
@FunctionalInterface
public interface LeaseKeys {
    /** Where nobody knows: the apply loop alone does, and asks again. */
    LeaseKeys UNKNOWN = id -> List.of();

    Collection<Bytes> of(long leaseId);
}
