/**
 * Clusters inside this JVM, with faults, for tests: {@link io.fairlead.testing.TestCluster} for every kind of test,
 * {@link io.fairlead.testing.FairleadExtension} for JUnit 5. They serve any etcd v3 client.
 *
 * <p>May touch the front doors of server and client, and JUnit. Waits are bounded and end when what is waited for is there.
 * Invariants: a cluster owns its temporary directory and every thread it started, and closing it leaves neither; a member keeps
 * its ports over restarts, so that endpoints stay true.
 */
@NullMarked
package io.fairlead.testing;

import org.jspecify.annotations.NullMarked;
