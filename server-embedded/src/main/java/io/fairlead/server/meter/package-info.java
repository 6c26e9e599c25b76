/**
 * What counts things on hot paths: histograms; for plain counts {@link java.util.concurrent.atomic.LongAdder} does.
 *
 * <p>Touches nothing but memory. Each room that has something to count owns its meter, a record of those; whoever serves metrics
 * reads it when he is asked. Any thread adds, without a lock and without allocating. Invariants: counts never go down while the
 * member runs. Names and units of metrics are not known here, but in {@code metrics}.
 */
@NullMarked
package io.fairlead.server.meter;

import org.jspecify.annotations.NullMarked;
