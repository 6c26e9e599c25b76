/**
 * The nouns of the protocol: entries, states, conf changes and messages, all as immutable records.
 *
 * <p>Pure data: imports nothing but {@code api.Bytes} and {@code check}. Terms and indexes are {@code long}s, 0 means "none";
 * member ids are unsigned 64-bit numbers in a {@code long}, 0 means "nobody". Source: the Raft paper, figure 2; names and
 * meanings of fields as in etcd's raft, so that {@code raftpb} messages map one to one.
 */
@NullMarked
package io.fairlead.server.raft.model;

import org.jspecify.annotations.NullMarked;
