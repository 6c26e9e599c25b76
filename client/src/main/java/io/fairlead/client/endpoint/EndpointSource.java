package io.fairlead.client.endpoint;

import java.io.IOException;
import java.util.List;

/**
 * Tells where the members are. Implement it to look them up somewhere else than in a fixed list or in DNS.
 *
 * <p>A fixed source is asked once, when the client is built. Any other one is asked by the first call and, at most every five
 * seconds, again when an endpoint fails; on a thread of the client, one question at a time, so that it may block. While it
 * fails, the client goes on with what it was told last.
 */
@FunctionalInterface
public interface EndpointSource {
    /**
     * Where the members are now.
     *
     * @throws IOException if that cannot be found out now; calls that have nowhere to go try again until their deadline
     */
    List<Location> locate() throws IOException;

    /** True if the answer never changes and takes no time. */
    default boolean isFixed() {
        return false;
    }

    /** A list that never changes. */
    static EndpointSource of(List<String> urls) {
        return new FixedSource(urls.stream().map(Location::of).toList());
    }

    /**
     * What the SRV records of a domain name, by priority and weight: {@code _etcd-client-ssl._tcp.DOMAIN} for members with TLS,
     * {@code _etcd-client._tcp.DOMAIN} for members without.
     *
     * @param domain full name; search lists of the system are not applied
     */
    static EndpointSource srv(String domain) {
        return new SrvSource(domain, "", new Dns(Dns.SYSTEM));
    }

    /**
     * As {@link #srv(String)} for one of several clusters of a domain: {@code _etcd-client-NAME._tcp.DOMAIN}, as
     * {@code --discovery-srv-name} of etcd's tools.
     */
    static EndpointSource srv(String domain, String name) {
        return new SrvSource(domain, name, new Dns(Dns.SYSTEM));
    }

    /**
     * Every address that the host of a URL has, as an endpoint of its own; for a host that stands for all members, such as a
     * headless service.
     *
     * @param url as {@link EndpointAddress#parse} reads it. With {@code https} the members' certificates must name the
     *     addresses
     */
    static EndpointSource addressesOf(String url) {
        return new AddressSource(url);
    }
}
