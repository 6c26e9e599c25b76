/**
 * Spring's cache abstraction over the caches: what one instance of an application has looked up, no other looks up again.
 *
 * <p>May touch: Spring and {@code javax.cache} alone. Loops: the main thread. Invariant: nothing here knows which provider it is.
 */
@NullMarked
package io.fairlead.samples.spring;

import org.jspecify.annotations.NullMarked;
