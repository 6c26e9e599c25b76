/**
 * A fake etcd that knows the right answer and misbehaves on command: {@link io.fairlead.testing.fake.FakeEtcd} serves KV,
 * Watch, Lease, Auth and what a client asks of Cluster and Maintenance over real HTTP/2 on the loopback, from a small store of
 * its own. Scripts say at which step of an exchange a stream ends and how: with a status, with a reset, in the middle of a
 * message, with the connection, or not at all.
 *
 * <p>For tests of clients; it serves any etcd v3 client. May touch the generated wire and the shaded Netty, never our server or
 * client, so that it can judge them. Runs on one thread per fake, which owns all state; the public methods hand their work to
 * it and wait. Invariants: revisions grow by one with each write; a stream without a script behaves as etcd does; nothing that
 * was answered is forgotten. Source: etcd's wire as recorded from version 3.5.
 */
@NullMarked
package io.fairlead.testing.fake;

import org.jspecify.annotations.NullMarked;
