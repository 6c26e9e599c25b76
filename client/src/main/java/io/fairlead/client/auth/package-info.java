/**
 * The contract for users, roles and permissions, over gRPC: thin, it builds requests, names their effect and target, and reads
 * answers.
 *
 * <p>May touch {@code api} and {@code client.call} with the endpoints below it. No state of its own; runs on the caller's
 * thread and the client's executor. Passwords pass through on their way to the wire, and stay nowhere. Source:
 * {@code api.auth}.
 */
@NullMarked
package io.fairlead.client.auth;

import org.jspecify.annotations.NullMarked;
