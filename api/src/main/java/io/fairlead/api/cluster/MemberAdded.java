package io.fairlead.api.cluster;

import io.fairlead.api.Header;
import java.util.List;

/**
 * The answer to an addition.
 *
 * @param header who answered
 * @param member the new member, with the id it was given
 * @param members all members, the new one among them
 */
public record MemberAdded(Header header, ClusterMember member, List<ClusterMember> members) {
    public MemberAdded {
        members = List.copyOf(members);
    }
}
