/**
 * Leader election: of several processes one does the work, and another takes over when it goes.
 *
 * <p>May touch: the client and its contracts. Loops: the main thread; one thread for each candidate. Invariant: it works
 * against any etcd v3 endpoint.
 */
@NullMarked
package io.fairlead.samples.election;

import org.jspecify.annotations.NullMarked;
