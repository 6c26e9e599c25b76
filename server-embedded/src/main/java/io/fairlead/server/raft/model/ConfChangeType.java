package io.fairlead.server.raft.model;

/** Kinds of conf change, with their numbers on disk and on the wire. */
public enum ConfChangeType {
    /** Add a voter, or promote a learner to one. */
    ADD_NODE(0),
    REMOVE_NODE(1),
    /** Change facts about a member, such as its peer URLs; the quorum is left alone. */
    UPDATE_NODE(2),
    /** Add a learner, or demote a voter to one. */
    ADD_LEARNER_NODE(3);

    private final int number;

    ConfChangeType(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** The type with this number. Throws {@link IllegalArgumentException} if there is none. */
    public static ConfChangeType ofNumber(int number) {
        for (ConfChangeType type : values()) {
            if (type.number == number) {
                return type;
            }
        }
        throw new IllegalArgumentException("no conf change type has number " + number);
    }
}
