package io.fairlead.server.membership;

import java.util.List;

/** Result of a change: the member it was about (as it was, where it was removed) and all members after it. */
public record MemberChange(Member member, List<Member> members) {
    public MemberChange {
        members = List.copyOf(members);
    }
}
