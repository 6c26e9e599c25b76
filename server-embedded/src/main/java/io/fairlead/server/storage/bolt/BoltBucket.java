package io.fairlead.server.storage.bolt;

import io.fairlead.api.Bytes;
import java.util.function.Supplier;

/**
 * A bucket to be written.
 *
 * @param entries gives a cursor at the beginning, each time the same entries
 */
public record BoltBucket(Bytes name, Supplier<BoltCursor> entries) {}
