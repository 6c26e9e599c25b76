package io.fairlead.server.http;

import java.util.Optional;
import java.util.Set;

/**
 * Which web pages and which names may reach the client port over HTTP, as etcd's flags {@code --cors} and {@code
 * --host-whitelist} say.
 *
 * <p>A browser tells where a script comes from ({@code Origin}); whoever is no browser doesn't. A request that tells is
 * refused unless its origin is named, so that no web page a person looks at can change what a member on the person's own
 * machine holds (ADR 0016). Names guard against a foreign name that was made to point to this machine.
 *
 * @param origins as browsers write them, or {@code *} for all
 * @param hosts names or addresses without ports, or {@code *} for all; empty: all
 */
public record HttpAccess(Set<String> origins, Set<String> hosts) {
    private static final String ALL = "*";

    public HttpAccess {
        origins = Set.copyOf(origins);
        hosts = Set.copyOf(hosts);
    }

    /** No web pages; all names. */
    public static HttpAccess defaults() {
        return new HttpAccess(Set.of(), Set.of(ALL));
    }

    /** Why {@code request} may not come in, as the answer it gets; empty if it may. */
    public Optional<PageAnswer> refusal(PageRequest request) {
        String host = withoutPort(request.header("host").orElse(""));
        if (!hosts.isEmpty() && !hosts.contains(ALL) && !hosts.contains(host)) {
            return Optional.of(PageAnswer.text(
                    421,
                    "The Host header names a host this member does not answer for; --host-whitelist names"
                            + " those it does.\n"));
        }
        if (request.header("origin").isPresent() && allowedOrigin(request).isEmpty()) {
            return Optional.of(PageAnswer.text(
                    403, "The Origin of this request may not use this member; --cors names those that may.\n"));
        }
        return Optional.empty();
    }

    /** What {@code Access-Control-Allow-Origin} says to this request; empty: no such header. */
    public Optional<String> allowedOrigin(PageRequest request) {
        return origins.contains(ALL)
                ? Optional.of(ALL)
                : request.header("origin").filter(origins::contains);
    }

    private static String withoutPort(String host) {
        int bracket = host.indexOf(']');
        if (host.startsWith("[") && bracket > 0) {
            return host.substring(1, bracket);
        }
        int colon = host.lastIndexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }
}
