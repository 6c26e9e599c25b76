package io.fairlead.client.endpoint;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/** Every address of one host. */
final class AddressSource implements EndpointSource {
    private final String url;
    private final String scheme;
    private final String host;
    private final String port;

    AddressSource(String url) {
        EndpointAddress.parse(url);
        int schemeEnd = url.indexOf("://");
        this.url = url;
        this.scheme = schemeEnd < 0 ? "" : url.substring(0, schemeEnd + 3);
        String rest = url.substring(scheme.length());
        String hostAndPort = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
        int colon = hostAndPort.lastIndexOf(':');
        if (colon < 0 || hostAndPort.startsWith("inprocess:")) {
            throw new IllegalArgumentException("endpoint \"" + url + "\": has no host with addresses");
        }
        this.host = hostAndPort.substring(0, colon);
        this.port = hostAndPort.substring(colon);
    }

    @Override
    public List<Location> locate() throws IOException {
        return Arrays.stream(InetAddress.getAllByName(host))
                .map(address -> Location.of(scheme + text(address) + port))
                .distinct()
                .toList();
    }

    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        return address instanceof Inet6Address ? "[" + text + "]" : text;
    }

    @Override
    public String toString() {
        return "addresses of " + url;
    }
}
