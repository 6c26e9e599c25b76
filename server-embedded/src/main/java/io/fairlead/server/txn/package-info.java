/**
 * Pure evaluation of etcd's key-value requests against the keyspace: range, put, delete range, compare, transactions, and the
 * rules a request must keep to be proposed at all.
 *
 * <p>May touch: mvcc, lease, the generated wire. Writes are evaluated on the apply loop, ranges on any thread; no state, no
 * locks, no clock. Invariant: the same request against the same state gives the same answer and the same changes on every
 * member.
 *
 * <p>Answers are etcd's response messages whose header holds the revision alone; in a transaction each operation's header
 * has the revision at that point, and a nested transaction's header is empty. Source: recorded behaviour of etcd 3.5.16.
 */
@NullMarked
package io.fairlead.server.txn;

import org.jspecify.annotations.NullMarked;
