/**
 * The carts of a web shop in a cache that all its instances share; each sees what happens in all carts, in the same order.
 *
 * <p>May touch: {@code javax.cache} alone, and the HTTP server of the JDK. Loops: the threads of the HTTP server; the cache's
 * listener. Invariant: whichever instance a request reaches, the answer is the same.
 */
@NullMarked
package io.fairlead.samples.cart;

import org.jspecify.annotations.NullMarked;
