package io.fairlead.api.lease;

import io.fairlead.api.Bytes;
import io.fairlead.api.Header;
import java.time.Duration;
import java.util.List;

/**
 * What the leader knows of a lease.
 *
 * @param header who answered
 * @param id its id
 * @param grantedTtl how long it lives after each keep-alive
 * @param remaining how long it lives still; a leader that is new in office starts from the full time
 * @param keys the keys that hang on it, if they were asked for
 */
public record LeaseInfo(Header header, long id, Duration grantedTtl, Duration remaining, List<Bytes> keys) {
    public LeaseInfo {
        keys = List.copyOf(keys);
    }
}
