/**
 * The contract for the care of single members: status, hash, health, alarms, leadership.
 *
 * <p>Touches {@code api} alone; immutable values, implementations safe to share between threads. Source: the Maintenance
 * service of etcd v3.
 */
@NullMarked
package io.fairlead.api.maintenance;

import org.jspecify.annotations.NullMarked;
