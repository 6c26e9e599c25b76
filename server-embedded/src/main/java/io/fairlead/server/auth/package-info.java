/**
 * Users, roles and what they may do; and the tokens by which clients prove who they are.
 *
 * <p>{@link io.fairlead.server.auth.AuthStore} is replicated state: written by the apply loop alone, kept in the buckets {@code
 * auth}, {@code authUsers} and {@code authRoles} in etcd's encoding, read by anyone as an immutable {@link
 * io.fairlead.server.auth.AuthView}. {@link io.fairlead.server.auth.Tokens} are not: each member keeps those it has seen
 * assigned, on its own clock, and nothing that is applied depends on them. May touch: storage.backend, the span of keys of
 * mvcc, clocks, the generated wire.
 *
 * <p>Invariants: the auth revision grows with each change of users, roles or permissions, so whoever holds an older one knows
 * that it may have lost a right; a password is hashed before it gets here; a token is nowhere but with its owner, we keep its
 * hash. Source: etcd's auth store, with the lessons of its advisories; RFC 8725 for JSON Web Tokens.
 */
@NullMarked
package io.fairlead.server.auth;

import org.jspecify.annotations.NullMarked;
