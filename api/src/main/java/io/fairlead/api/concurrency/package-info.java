/**
 * The contracts of the recipes: sessions, locks, elections and what else processes agree on through the store.
 *
 * <p>Touches {@code api}, {@code api.kv}, {@code api.lease} and {@code api.watch}. Implementations are safe to share between
 * threads; every value here is immutable. Source: the recipes of etcd's own client and of Curator, with fencing tokens.
 */
@NullMarked
package io.fairlead.api.concurrency;

import org.jspecify.annotations.NullMarked;
