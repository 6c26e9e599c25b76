package io.fairlead.server.embed;

import io.fairlead.server.port.ListenUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What of a member strangers on the network can reach without showing who they are. */
final class Exposure {
    private Exposure() {}

    /**
     * One sentence for the log; empty where there is nothing to say.
     *
     * @param authEnabled whether clients have to log in
     */
    static Optional<String> warning(List<ListenUrl> clients, List<ListenUrl> peers, boolean authEnabled) {
        List<String> open = new ArrayList<>();
        List<String> openToClients = authEnabled ? List.of() : inClear(clients);
        if (!openToClients.isEmpty()) {
            open.add("clients at " + String.join(", ", openToClients) + " (set --cert-file and --key-file with"
                    + " --client-cert-auth, or turn authentication on)");
        }
        if (!inClear(peers).isEmpty()) {
            open.add("members at " + String.join(", ", inClear(peers))
                    + " (set --peer-cert-file, --peer-key-file and --peer-trusted-ca-file)");
        }
        return open.isEmpty()
                ? Optional.empty()
                : Optional.of("insecure: everybody on the network can read and write this member's data, without TLS"
                        + " or authentication, as " + String.join(" and as ", open));
    }

    private static List<String> inClear(List<ListenUrl> urls) {
        return urls.stream()
                .filter(url -> !url.isSecure() && !url.address().getAddress().isLoopbackAddress())
                .map(ListenUrl::toString)
                .toList();
    }
}
