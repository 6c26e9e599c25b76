package io.fairlead.server.node;

import io.fairlead.server.membership.Member;
import io.fairlead.server.mvcc.KvHash;
import java.io.IOException;
import java.util.List;

/** Judges the state that a member has recovered, before the member takes part in anything. May block. */
@FunctionalInterface
public interface StartCheck {
    /** Lets every state pass. */
    StartCheck NONE = (own, members) -> {};

    /**
     * Looks at the state of a member that has one; a new member's is not looked at.
     *
     * @param own the hash of its keys at its newest revision
     * @param members of the cluster as this member has applied them, itself among them
     * @throws IOException why it must not start
     */
    void check(KvHash own, List<Member> members) throws IOException;
}
