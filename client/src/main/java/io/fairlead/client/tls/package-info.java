/**
 * Whom the client trusts and who it is, by PEM files as they are at the moment of each handshake.
 *
 * <p>May touch the JDK, gRPC's transport and {@code api.pem}, which reads the files. Runs on the threads that shake hands; safe to share. Invariant: a
 * handshake under way keeps the certificate and key it began with. Source: what Go's etcd client does with its files.
 */
@NullMarked
package io.fairlead.client.tls;

import org.jspecify.annotations.NullMarked;
