/**
 * A distributed lock with fencing: what the lock protects refuses a holder from the past.
 *
 * <p>May touch: the client and its contracts. Loop: the main thread. Invariant: it works against any etcd v3 endpoint.
 */
@NullMarked
package io.fairlead.samples.lock;

import org.jspecify.annotations.NullMarked;
