package io.fairlead.server.mvcc;

import java.util.Optional;

/**
 * What a member says of its keys when it is asked for their hash at a revision.
 *
 * @param appliedIndex up to where the member has applied the log; read before {@code revision}, so all that these entries did to
 *     the keys is in it
 * @param revision the newest one it has
 * @param hash empty where it has not the revision that was asked for, or has it no longer
 */
public record HashReport(long appliedIndex, long revision, Optional<KvHash> hash) {}
