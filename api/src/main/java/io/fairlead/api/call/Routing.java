package io.fairlead.api.call;

/**
 * Which member a call goes to first. If that one cannot serve it, the call goes on to the others, healthy ones first, whatever
 * the routing is.
 */
public enum Routing {
    /**
     * To the leader, which saves the hop by which another member passes the call on. The client learns who leads from answers
     * and from one status call after each election; while it does not know, as {@link #ROUND_ROBIN}.
     */
    LEADER,

    /** To the member that answered fastest of late; a few calls go to the others, so that one that became faster is noticed. */
    NEAREST,

    /** To each in turn. */
    ROUND_ROBIN
}
