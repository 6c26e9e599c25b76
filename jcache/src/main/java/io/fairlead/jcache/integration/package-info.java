/**
 * The systems behind a cache: its {@code CacheLoader} and {@code CacheWriter}, and the reading through to the one. They are the
 * user's and run on the thread of whoever calls the cache, or on the manager's threads for {@code loadAll}.
 *
 * <p>May use {@code change}, {@code store}, {@code codec}. Invariants: what they throw arrives as a {@code CacheLoaderException}
 * or a {@code CacheWriterException}; what was loaded never replaces what was written while it was being loaded; of many who miss
 * the same entry at a time, in the whole cluster, one loads it.
 */
@NullMarked
package io.fairlead.jcache.integration;

import org.jspecify.annotations.NullMarked;
