/**
 * One call: which endpoint, which deadline, whether to try again, and what a failure means; and what a client does beside
 * calls.
 *
 * <p>May touch {@code api}, {@code client.endpoint}, gRPC. Runs on the threads of callers and of the client's
 * executor and timer. Invariants: every call has a deadline and ends; a call that may change the store is repeated only
 * while {@link io.fairlead.client.call.RetryRule} has proof that it was not applied; each try is recorded. Source: the retry
 * matrix in the notes on the neighbours' clients, ADR 19.
 */
@NullMarked
package io.fairlead.client.call;

import org.jspecify.annotations.NullMarked;
