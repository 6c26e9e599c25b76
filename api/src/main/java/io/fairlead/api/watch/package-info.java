/**
 * The contract for watching: whole revisions, in order, each once, from a known position, for as long as the caller wants.
 *
 * <p>Touches {@code api} alone. Implementations are safe to share between threads; every value here is immutable. Source: the
 * Watch service of etcd v3.
 */
@NullMarked
package io.fairlead.api.watch;

import org.jspecify.annotations.NullMarked;
