package io.fairlead.server.node;

/**
 * What every request needs to know of the member that takes it: little, immutable, and made anew only when it changes, so
 * asking for it costs two reads.
 *
 * @param leaderId 0 where no leader is known
 * @param learner this member does not vote yet
 */
public record NodeGlance(long clusterId, long memberId, long leaderId, long term, boolean learner) {
    public boolean hasLeader() {
        return leaderId != 0;
    }

    public boolean leads() {
        return leaderId == memberId && memberId != 0;
    }
}
