/**
 * The contract for care of single members, over gRPC: thin, it builds requests, names their effect and target, and reads answers.
 *
 * <p>May touch {@code api} and {@code client.call} with the endpoints below it. No state of its own; runs on the caller's
 * thread and the client's executor. Source: {@code api.maintenance}.
 */
@NullMarked
package io.fairlead.client.maintenance;

import org.jspecify.annotations.NullMarked;
