package io.fairlead.server.raft;

/**
 * What a member has to regain whose disk lost part of its log, before it may vote again.
 *
 * <p>A vote says "nothing that I acknowledged is missing in your log", and this member has forgotten what it acknowledged. So it
 * votes for nobody, itself included: whoever is elected then shares a member that remembers with each quorum this one was part
 * of, and has all that those quorums committed. From that leader it takes the log, up to the leader's last entry at a moment
 * after this life began. What it forgot from older terms is in there if it is or ever will be committed; what it forgot from the
 * leader's own term is in there because the leader sent it. An acknowledgement of an earlier life that is still on its way can
 * only be for the same entries.
 */
final class LogLoss {
    /** Names this life to the leader; 0 where nothing was lost. */
    private final long life;

    private boolean regaining;

    /** The leader's last index, as it told in this term; 0 while it has not. */
    private long target;

    /** Up to where the leader of this term was seen to agree with this log. */
    private long matched;

    LogLoss(long life) {
        this.life = life;
        this.regaining = life != 0;
    }

    long life() {
        return life;
    }

    boolean isRegaining() {
        return regaining;
    }

    /** Whether the leader of this term has to be told. */
    boolean isUntold() {
        return regaining && target == 0;
    }

    /** Another leader has another log. */
    void termBegan() {
        target = 0;
        matched = 0;
    }

    /** The leader of this term answers what was asked in {@code askedInLife}; an earlier life's question is not ours. */
    void targetIs(long index, long askedInLife) {
        if (askedInLife == life) {
            target = index;
        }
    }

    void matched(long index) {
        matched = Math.max(matched, index);
    }

    /**
     * Ends the regaining if all of it is here and on disk.
     *
     * @return whether that was now
     */
    boolean endsAt(long stableIndex) {
        if (!regaining || target == 0 || matched < target || stableIndex < target) {
            return false;
        }
        regaining = false;
        return true;
    }
}
