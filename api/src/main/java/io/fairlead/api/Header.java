package io.fairlead.api;

/**
 * Who answered, and how far the store was then.
 *
 * <p>Ids and the term are unsigned 64-bit numbers; print them with {@link Long#toUnsignedString(long)}.
 *
 * @param clusterId id of the cluster
 * @param memberId id of the member that answered
 * @param revision revision of the store; for a write the revision it was given
 * @param raftTerm term of the answering member
 */
public record Header(long clusterId, long memberId, long revision, long raftTerm) {}
