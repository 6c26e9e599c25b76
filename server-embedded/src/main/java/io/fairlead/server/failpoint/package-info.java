/**
 * Named places in a member where a test can ask for a halt or a sleep, under the names that etcd's tools know.
 *
 * <p>Touches nothing; what a halt and a sleep are, the world around the member says ({@link
 * io.fairlead.server.failpoint.Failpoints.Effect}): in production the process is gone at once, in the simulator the member
 * crashes. A place that nobody armed costs the read of one field. Any thread may arm, and whichever loop comes by carries out
 * what it finds. Where each place is, and what of etcd's has no like here: ADR 35.
 */
@NullMarked
package io.fairlead.server.failpoint;

import org.jspecify.annotations.NullMarked;
