/**
 * The client: put, get, a compare-and-set, and what an error says of the outcome.
 *
 * <p>May touch: the client and its contracts. Loop: the main thread. Invariant: it works against any etcd v3 endpoint.
 */
@NullMarked
package io.fairlead.samples.client;

import org.jspecify.annotations.NullMarked;
