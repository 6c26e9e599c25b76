/**
 * The contract for keys and values: reads of ranges, writes, deletes, transactions, compaction, with their options and
 * results.
 *
 * <p>Touches {@code api} alone. Implementations are safe to share between threads; every value here is immutable. Source: the
 * KV service of etcd v3.
 */
@NullMarked
package io.fairlead.api.kv;

import org.jspecify.annotations.NullMarked;
