package io.fairlead.server.command;

/**
 * On whose behalf something is asked: what a request's credentials proved when it came in. Travels in the header of a log
 * entry, so that every member checks the same user's rights again when it applies the entry.
 *
 * @param username empty for nobody
 * @param authRevision the revision of users and roles at which the user was known; rights that changed since are looked at anew
 */
public record Requester(String username, long authRevision) {
    /** Nobody in particular: enough while authentication is off, and refused everything once it is on. */
    public static final Requester NONE = new Requester("", 0);

    /**
     * The member itself, for what it does of its own accord: revoking expired leases, compacting by the clock, raising alarms,
     * looking after its health. Has every right. Never given to a request that came from outside.
     */
    public static final Requester MEMBER = new Requester("", -1);

    public boolean isMember() {
        return authRevision == MEMBER.authRevision;
    }
}
