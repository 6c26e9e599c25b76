package io.fairlead.server.rpc;

import io.fairlead.server.port.ListenUrl;
import java.util.List;

/** What etcd takes for a list of peer URLs. */
final class PeerUrlRules {
    private PeerUrlRules() {}

    /** At least one, each with http or https, a host and a port, and no path. */
    static boolean areValid(List<String> urls) {
        return !urls.isEmpty() && urls.stream().allMatch(PeerUrlRules::isValid);
    }

    private static boolean isValid(String url) {
        try {
            ListenUrl parsed = ListenUrl.parse(url);
            return parsed.port() <= 65_535 && !url.endsWith("/");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
