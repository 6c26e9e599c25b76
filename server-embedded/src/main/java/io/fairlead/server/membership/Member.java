package io.fairlead.server.membership;

import java.util.List;

/**
 * One member.
 *
 * @param name empty until the member has started for the first time and published itself
 * @param peerUrls sorted
 * @param clientUrls empty until the member has published itself
 */
public record Member(long id, String name, List<String> peerUrls, List<String> clientUrls, boolean learner) {
    public Member {
        peerUrls = List.copyOf(peerUrls);
        clientUrls = List.copyOf(clientUrls);
    }

    /** Has published its name. */
    public boolean started() {
        return !name.isEmpty();
    }
}
