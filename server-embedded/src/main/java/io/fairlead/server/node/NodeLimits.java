package io.fairlead.server.node;

import io.fairlead.server.check.Invariant;

/**
 * How much a member does at a time. The defaults are for production; small ones bring about in seconds what otherwise takes
 * gigabytes.
 *
 * @param appendBytesMax data in one append message; a larger entry goes alone
 * @param inflightMessagesMax append messages on their way to one peer
 * @param applyBytesMax data in one batch to be applied; a larger entry goes alone
 * @param applyingBytesMax data handed out to be applied and not applied yet
 * @param stateSegmentSize a file of the state that is this long is not continued
 */
public record NodeLimits(
        int appendBytesMax, int inflightMessagesMax, int applyBytesMax, long applyingBytesMax, long stateSegmentSize) {
    public static final NodeLimits DEFAULT = new NodeLimits(1 << 20, 512, 1 << 20, 16L << 20, 64L << 20);

    public NodeLimits {
        Invariant.check(inflightMessagesMax > 0, "inflightMessagesMax is below 1");
        Invariant.check(stateSegmentSize > 0, "stateSegmentSize is not positive");
    }
}
