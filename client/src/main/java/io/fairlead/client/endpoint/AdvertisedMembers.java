package io.fairlead.client.endpoint;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the members say of where they are, weighed against what the user named. Pure.
 *
 * <p>Members advertise addresses of their own network. A user behind a port mapping or a proxy reaches them elsewhere, and
 * would be led astray. So the advertised addresses count only if at least one endpoint of the user's is among them; and a
 * member that has answered at an endpoint of the user's is reached there, whatever it advertises.
 */
public final class AdvertisedMembers {
    /**
     * One member of the cluster.
     *
     * @param serves true if it has started and votes: others refuse most calls
     * @param clientUrls where it says it listens
     */
    public record Advertised(long id, boolean serves, List<String> clientUrls) {}

    /**
     * An endpoint that the user named.
     *
     * @param memberId who answered there; 0 if nobody has
     */
    public record Named(EndpointAddress address, long memberId) {}

    /**
     * What to do with the list of endpoints.
     *
     * @param urls the list from now on; empty to leave it as it is
     * @param note why it was left, for people; empty if it was not
     */
    public record Decision(List<String> urls, String note) {}

    private AdvertisedMembers() {}

    /** Which endpoints to use. */
    public static Decision decide(List<Named> named, List<Advertised> members) {
        Set<String> advertised = new HashSet<>();
        members.forEach(member -> addresses(member.clientUrls()).forEach(address -> advertised.add(place(address))));
        if (named.stream().noneMatch(endpoint -> advertised.contains(place(endpoint.address())))) {
            return new Decision(
                    List.of(),
                    "no endpoint given is among the addresses that the members advertise, so those are not used");
        }
        Set<String> urls = new LinkedHashSet<>();
        for (Advertised member : members) {
            if (member.serves()) {
                urls.addAll(reach(member, named));
            }
        }
        return urls.isEmpty()
                ? new Decision(List.of(), "no member has started and votes")
                : new Decision(List.copyOf(urls), "");
    }

    private static List<String> reach(Advertised member, List<Named> named) {
        List<EndpointAddress> own = addresses(member.clientUrls());
        Set<String> ownPlaces = new HashSet<>();
        own.forEach(address -> ownPlaces.add(place(address)));
        List<String> chosen = named.stream()
                .filter(endpoint -> ownPlaces.contains(place(endpoint.address())) || endpoint.memberId() == member.id())
                .map(endpoint -> endpoint.address().text())
                .toList();
        if (!chosen.isEmpty()) {
            return chosen;
        }
        Set<EndpointAddress.Scheme> schemes = new HashSet<>();
        named.forEach(endpoint -> schemes.add(endpoint.address().scheme()));
        return own.stream()
                .filter(address -> schemes.contains(address.scheme()))
                .map(EndpointAddress::text)
                .toList();
    }

    /** Those that we can read: members may listen on a Unix socket as well. */
    private static List<EndpointAddress> addresses(List<String> urls) {
        List<EndpointAddress> addresses = new ArrayList<>();
        for (String url : urls) {
            address(url).ifPresent(addresses::add);
        }
        return addresses;
    }

    private static Optional<EndpointAddress> address(String url) {
        try {
            return Optional.of(EndpointAddress.parse(url));
        } catch (IllegalArgumentException notForUs) {
            return Optional.empty();
        }
    }

    private static String place(EndpointAddress address) {
        return address.scheme() + " " + address.target();
    }
}
