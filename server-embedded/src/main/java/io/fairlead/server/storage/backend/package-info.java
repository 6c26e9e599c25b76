/**
 * Durable applied state: revision records and small ordered buckets, in append-only segments of sealed batches.
 *
 * <p>PLACEHOLDER-SIGN
 */
@NullMarked
package io.fairlead.server.storage.backend;

import org.jspecify.annotations.NullMarked;
