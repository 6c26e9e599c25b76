/**
 * Who is in the cluster: members, learners, ids, urls, cluster version.
 *
 * <p>Written by the apply loop alone, kept in backend buckets of etcd's names; read by anyone as an immutable view. Ids are
 * computed as etcd computes them. Source: etcd's membership rules.
 */
@NullMarked
package io.fairlead.server.membership;

import org.jspecify.annotations.NullMarked;
