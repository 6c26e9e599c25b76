/**
 * A service registry: instances that come, change and go, and somebody who always knows which there are.
 *
 * <p>May touch: the client and its contracts. Loops: the main thread; the view's receiver. Invariant: it works against any etcd
 * v3 endpoint.
 */
@NullMarked
package io.fairlead.samples.registry;

import org.jspecify.annotations.NullMarked;
