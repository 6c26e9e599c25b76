/**
 * What a member counts, under the names that etcd has for it, so that dashboards and alerts made for etcd work.
 *
 * <p>Reads the meters that other rooms own; writes the text format of Prometheus by its own library, which also tells of the JVM and
 * the process. A scrape is worked out on the executor that the assembly gives, never on an event loop. Invariants: no name, label
 * or value comes from a key or a value of a user; how many series there are is bounded. Which of etcd's metrics are missing, and
 * why, stands in {@code docs/divergence.md}. Source: the answer of etcd 3.5 at {@code /metrics}, and the queries of its published
 * alerts and dashboard.
 */
@NullMarked
package io.fairlead.server.metrics;

import org.jspecify.annotations.NullMarked;
