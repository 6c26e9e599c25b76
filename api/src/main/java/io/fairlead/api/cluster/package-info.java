/**
 * The contract for the membership of the cluster: list, add, remove, update, promote.
 *
 * <p>Touches {@code api} alone; immutable values, implementations safe to share between threads. Source: the Cluster service
 * of etcd v3.
 */
@NullMarked
package io.fairlead.api.cluster;

import org.jspecify.annotations.NullMarked;
