/**
 * The contract for leases: granted for a time, kept alive, and with their end their keys go.
 *
 * <p>Touches {@code api} alone. Implementations are safe to share between threads; every value here is immutable. Source: the
 * Lease service of etcd v3.
 */
@NullMarked
package io.fairlead.api.lease;

import org.jspecify.annotations.NullMarked;
