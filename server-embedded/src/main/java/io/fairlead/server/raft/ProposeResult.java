package io.fairlead.server.raft;

/** What became of a proposal. Everything but the first two means: it is not in any log and never will be. */
public enum ProposeResult {
    /** In this leader's log. It may still be lost if leadership changes before it is committed. */
    APPENDED,
    /** On its way to the leader of this term, and to no later one; whether it arrives is not known. */
    FORWARDED,
    /** Dropped: no leader is known, retry once there is one. */
    NO_LEADER,
    /** Dropped: leadership is being handed over, retry soon. */
    TRANSFER_IN_PROGRESS,
    /** Dropped: too many bytes wait to be committed, retry later. */
    UNCOMMITTED_FULL,
    /** Dropped: this leader is no member any more. */
    NOT_A_MEMBER,
    /** Dropped: the conf change before this one is not applied yet, or the leader's term has no committed entry yet. */
    CONF_CHANGE_PENDING;

    /** Whether the proposal may take effect. */
    public boolean isAccepted() {
        return this == APPENDED || this == FORWARDED;
    }
}
