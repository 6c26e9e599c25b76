/**
 * Where the members are: addresses, one channel for each, how well each answered lately, and who leads.
 *
 * <p>May touch {@code api} and gRPC; no other room of the client. Runs on the threads of callers and of gRPC; everything here
 * is safe to share. Invariants: an endpoint has one channel from its first use to the close of the client; a list of
 * endpoints is never replaced by an empty one; bad health only changes the order in which endpoints are tried, so a call
 * never fails for lack of a healthy one. Source: the notes on the neighbours' clients.
 */
@NullMarked
package io.fairlead.client.endpoint;

import org.jspecify.annotations.NullMarked;
