/**
 * Transport security of the member's ports: who is let in, whom the member dials, and with which certificates, by files that may
 * change while it runs.
 *
 * <p>May touch {@code api.pem}, which reads the files, {@code port} for its words, and gRPC's Netty. Runs on event loops, in
 * handshakes; only the look-up of names for {@link io.fairlead.server.tls.OriginCheck} leaves them. Invariants: every connection begins with what the files
 * held when it was made, all of them from one reading; files that can't be used change nothing; one place builds the contexts of
 * all listeners, so none of them is laxer than another; no session is resumed, so each connection is checked anew.
 *
 * <p>Source: etcd's meaning of the same flags ({@code client/pkg/transport}); ADR 39.
 */
@NullMarked
package io.fairlead.server.tls;

import org.jspecify.annotations.NullMarked;
