package io.fairlead.client.endpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The members that the SRV records of a domain name. */
final class SrvSource implements EndpointSource {
    private static final Comparator<Dns.Srv> STEADY_ORDER = Comparator.comparingInt(Dns.Srv::priority)
            .thenComparing(Comparator.comparingInt(Dns.Srv::weight).reversed())
            .thenComparing(Dns.Srv::target)
            .thenComparingInt(Dns.Srv::port);

    private final String withTls;
    private final String withoutTls;
    private final Dns dns;

    SrvSource(String domain, String name, Dns dns) {
        if (domain.isBlank()) {
            throw new IllegalArgumentException("the domain of SRV records is empty");
        }
        String suffix = name.isEmpty() ? "" : "-" + name;
        this.withTls = "_etcd-client-ssl" + suffix + "._tcp." + domain;
        this.withoutTls = "_etcd-client" + suffix + "._tcp." + domain;
        this.dns = dns;
    }

    @Override
    public List<Location> locate() throws IOException {
        List<Location> found = new ArrayList<>();
        add(found, "https://", dns.srv(withTls));
        add(found, "http://", dns.srv(withoutTls));
        if (found.isEmpty()) {
            throw new IOException("DNS: no SRV records of " + withTls + " or " + withoutTls);
        }
        return found;
    }

    private static void add(List<Location> found, String scheme, List<Dns.Srv> records) {
        records.stream()
                .filter(Dns.Srv::isThere)
                .sorted(STEADY_ORDER)
                .map(srv -> new Location(
                        scheme + srv.target() + ":" + srv.port(), srv.priority(), Math.max(1, srv.weight())))
                .forEach(found::add);
    }

    @Override
    public String toString() {
        return "SRV records of " + withoutTls;
    }
}
