package io.fairlead.server.raft.model;

/** Kinds of conf change, in etcd's order: the ordinal is the number on disk and on the wire. */
public enum ConfChangeType {
    /** Add a voter, or promote a learner to one. */
    ADD_NODE,
    REMOVE_NODE,
    /** Change facts about a member, such as its peer URLs; the quorum is left alone. */
    UPDATE_NODE,
    /** Add a learner, or demote a voter to one. */
    ADD_LEARNER_NODE
}
