/**
 * Certificates, private keys and revocation lists from PEM files, for both sides of the wire, and files that are read again when
 * they change.
 *
 * <p>May touch the JDK alone. Runs on whatever thread asks, and reads a few small files now and then; safe to share. Invariants:
 * what was read stays in use until something better was read, so a half-written file breaks no connection; a certificate and its
 * key are taken from one reading, and belong together. Sources: RFC 7468 for the form of the files, RFC 5958, 8017 and 5915 for keys.
 */
@NullMarked
package io.fairlead.api.pem;

import org.jspecify.annotations.NullMarked;
