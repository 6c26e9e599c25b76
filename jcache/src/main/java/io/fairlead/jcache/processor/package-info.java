/**
 * Entry processors: what one sees of its entry, and what the sum of all it did to it is. They are the user's and run on the
 * caller's thread; nothing is shipped to the servers.
 *
 * <p>May use {@code change}, {@code integration}, {@code store}, {@code codec}. Invariants: only the net effect of a processor is
 * committed, and only if the entry is still what the processor saw; whatever it throws arrives as an {@code
 * EntryProcessorException}, and nothing was changed then.
 */
@NullMarked
package io.fairlead.jcache.processor;

import org.jspecify.annotations.NullMarked;
