/**
 * Certificates and keys from PEM files, read again when the files change.
 *
 * <p>May touch the JDK alone. Runs on the threads that shake hands, which read a few small files now and then; safe to share.
 * Invariants: what was read stays in use until something better was read, so a half-written file breaks no connection; a
 * certificate and its key are taken from one reading, and belong together. Source: what Go's etcd client does with its files;
 * RFC 7468 for their form.
 */
@NullMarked
package io.fairlead.client.tls;

import org.jspecify.annotations.NullMarked;
