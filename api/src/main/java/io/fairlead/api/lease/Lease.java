package io.fairlead.api.lease;

import io.fairlead.api.Header;
import java.time.Duration;

/**
 * A lease as granted or renewed.
 *
 * @param header who answered
 * @param id its id, never 0
 * @param ttl how long it lives unless it is kept alive; the server may grant more than was asked for
 */
public record Lease(Header header, long id, Duration ttl) {}
