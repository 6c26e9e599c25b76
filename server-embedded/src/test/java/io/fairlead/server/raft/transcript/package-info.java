/**
 * Golden scenarios for the core: each file under {@code src/test/resources/raft} holds commands and the full exchange that
 * they lead to, so that a change of behaviour shows as a diff that somebody reads.
 */
@NullMarked
package io.fairlead.server.raft.transcript;

import org.jspecify.annotations.NullMarked;
