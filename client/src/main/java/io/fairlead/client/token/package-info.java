/**
 * Tokens that tell the server who calls: gained with a name and a password or from a supplier, kept, renewed, and replaced when
 * the server no longer takes them.
 *
 * <p>May touch {@code api} and {@code client.call}. Runs on the threads of callers and of the client's executor; suppliers of
 * the user run on the executor alone. Invariants: one login at a time, whoever waits for it; a failed login fails the calls
 * that waited for it and no later one; neither password nor token is logged or printed. Source: section 6 of the notes on the
 * neighbours' clients; ADR 24.
 */
@NullMarked
package io.fairlead.client.token;

import org.jspecify.annotations.NullMarked;
