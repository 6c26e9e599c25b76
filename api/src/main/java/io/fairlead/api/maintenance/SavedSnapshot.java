package io.fairlead.api.maintenance;

import io.fairlead.api.Bytes;

/**
 * A snapshot that was fetched whole.
 *
 * @param endpoint the member it is of
 * @param size bytes that were written, those of the digest at the end included
 * @param sha256 the digest, which was compared with what was received
 * @param version version of the storage schema, empty where the server does not tell
 */
public record SavedSnapshot(String endpoint, long size, Bytes sha256, String version) {}
