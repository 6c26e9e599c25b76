/**
 * What operators see of caches: counters, and MXBeans in the platform's MBean server under the names JSR 107 prescribes. Knows
 * nothing of the other rooms. Counters are written by whichever threads use the cache and read by any; beans are registered and
 * taken away by the threads that open and close caches.
 *
 * <p>Invariant: what is registered here is taken away by the same object, and nothing else is; a name that is taken is never
 * torn from its owner.
 */
@NullMarked
package io.fairlead.jcache.management;

import org.jspecify.annotations.NullMarked;
