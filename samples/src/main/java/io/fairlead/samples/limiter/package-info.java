/**
 * A limit on calls that all JVMs share, by Bucket4j over a cache: its buckets are exact where {@code invoke} is isolated.
 *
 * <p>May touch: Bucket4j and {@code javax.cache} alone. Loops: the main thread, and one for each caller. Invariant: as many calls
 * are let through as the bucket has tokens, by all JVMs together.
 */
@NullMarked
package io.fairlead.samples.limiter;

import org.jspecify.annotations.NullMarked;
