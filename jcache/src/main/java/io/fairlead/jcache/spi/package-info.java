/**
 * Where {@code javax.cache} finds the provider. May use {@code jcache} and the words of {@code config}; knows managers and nothing
 * of what they do. Runs on the threads that ask for managers and close them.
 *
 * <p>Invariant: of each URI and class loader there is one open manager at most; no lock is held while a manager closes.
 */
@NullMarked
package io.fairlead.jcache.spi;

import org.jspecify.annotations.NullMarked;
