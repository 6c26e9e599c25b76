/** Listeners against a store that does as it is told, against a real member, and in several processes under failover. */
@NullMarked
package io.fairlead.jcache.event;

import org.jspecify.annotations.NullMarked;
