/**
 * The contract for users, roles and what roles permit, and for switching authentication on and off.
 *
 * <p>Touches {@code api} alone. Implementations are safe to share between threads; every value here is immutable, and none
 * holds a password. Source: the Auth service of etcd v3.
 */
@NullMarked
package io.fairlead.api.auth;

import org.jspecify.annotations.NullMarked;
