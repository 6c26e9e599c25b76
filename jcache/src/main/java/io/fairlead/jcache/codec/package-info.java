/**
 * Keys and values to bytes and back. May use the bytes of {@code api} and the exceptions of {@code javax.cache}. Runs on
 * whatever thread calls; holds no state but what it knows of types.
 *
 * <p>Invariants: bytes come from a store that others may write, so they are never trusted: what a read may build is fixed by
 * the types that were configured and by the {@link io.fairlead.jcache.codec.TypeFilter}, which is asked before a class is
 * loaded; no length is believed that the bytes at hand cannot fill; nesting has a limit. Two keys that are equal have the same
 * bytes, or are refused.
 *
 * <p>A value is a byte that says what it is, and a body. The bytes are unversioned: a tag never changes its meaning.
 */
@NullMarked
package io.fairlead.jcache.codec;

import org.jspecify.annotations.NullMarked;
