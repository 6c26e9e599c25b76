/**
 * Clusters of three members that lose their leader under load: ours in this JVM, and etcd's in three processes. What every
 * client thread saw is recorded; {@link io.fairlead.testing.failover.HistoryChecker} holds it against what the cluster says
 * happened.
 */
@NullMarked
package io.fairlead.testing.failover;

import org.jspecify.annotations.NullMarked;
