/**
 * A queue of jobs for many workers, with a rate that they share: jobs are claimed under leases, tokens are keys that come back.
 *
 * <p>May touch: the client and its contracts. Loops: the main thread; one for each worker. Invariant: it works against any etcd
 * v3 endpoint.
 */
@NullMarked
package io.fairlead.samples.jobs;

import org.jspecify.annotations.NullMarked;
