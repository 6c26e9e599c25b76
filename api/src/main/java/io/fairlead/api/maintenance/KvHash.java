package io.fairlead.api.maintenance;

import io.fairlead.api.Header;

/**
 * The hash of one member's keys, to compare with that of another at the same revisions.
 *
 * @param header its member id is that of the asked member
 * @param hash unsigned 32 bits
 * @param hashRevision revision up to which was hashed, 0 where the server does not tell
 * @param compactRevision revision at which history begins
 */
public record KvHash(Header header, int hash, long hashRevision, long compactRevision) {}
