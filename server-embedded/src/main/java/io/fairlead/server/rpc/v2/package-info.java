/**
 * etcd's older face, {@code /v2/keys} and {@code /v2/members}, for tools that know no other.
 *
 * <p>There is one keyspace. The path {@code /a/b} is the key {@code /a/b}; a directory is there while keys begin with its path
 * and a slash, and an empty one is kept by the key {@code /a/b/} with no value. Indexes are revisions. Keys that are no clean
 * paths ({@code x}, {@code /a//b}) can't be seen from here. Each write is one transaction whose comparisons say what the older
 * API promises (no parent is a file, the path is no directory ...), so it holds under concurrency, whoever else writes.
 *
 * <p>It is a client of the services inside the JVM, as the JSON gateway. {@code Authorization: Basic} names a user of the v3
 * API, who is authenticated for each request; there is no way around the services' own checks. Runs on event loops. Source:
 * etcd 3.4 and 3.5 with {@code --enable-v2}, recorded with curl and with etcdctl; ADR 0016.
 */
@NullMarked
package io.fairlead.server.rpc.v2;

import org.jspecify.annotations.NullMarked;
