package io.fairlead.api.cluster;

import io.fairlead.api.Header;
import java.util.List;

/**
 * The members of the cluster.
 *
 * @param header who answered
 * @param members all of them, after the change if there was one
 */
public record MemberList(Header header, List<ClusterMember> members) {
    public MemberList {
        members = List.copyOf(members);
    }
}
