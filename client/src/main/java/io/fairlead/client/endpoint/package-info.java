/**
 * Where the members are: addresses from a list or from DNS, one channel for each, how well each answered lately, and who leads.
 *
 * <p>May touch {@code api}, gRPC and Failsafe; no other room of the client. Runs on the threads of callers and of gRPC, and
 * asks sources on the client's executor; everything here is safe to share. Invariants: an endpoint has one channel from its
 * first use to the close of the client; a list of endpoints is never replaced by an empty one; bad health only changes the
 * order in which endpoints are tried, so a call never fails for lack of a healthy one. Source: the notes on the neighbours'
 * clients, RFC 2782, ADR 19.
 */
@NullMarked
package io.fairlead.client.endpoint;

import org.jspecify.annotations.NullMarked;
