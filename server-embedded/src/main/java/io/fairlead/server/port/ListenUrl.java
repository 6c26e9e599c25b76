package io.fairlead.server.port;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * The URL of a port, as etcd's flags write it: {@code http://127.0.0.1:2379}.
 *
 * @param host an address or a name; without the brackets of an IPv6 address
 * @param port 0 lets the system choose when one listens; nobody can be called there
 */
public record ListenUrl(String scheme, String host, int port) {
    /**
     * Reads {@code url}.
     *
     * @throws IllegalArgumentException with a sentence for the operator, where it is no URL that can be listened on
     */
    public static ListenUrl parse(String url) {
        URI uri;
        try {
            uri = new URI(url.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a URL: " + url, e);
        }
        String scheme = uri.getScheme();
        if (scheme == null || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new IllegalArgumentException("URL scheme must be http or https: " + url);
        }
        String host = uri.getHost();
        if (host == null || uri.getPort() < 0) {
            throw new IllegalArgumentException("URL must have the form http://host:port: " + url);
        }
        if (!uri.getPath().isEmpty() && !uri.getPath().equals("/")) {
            throw new IllegalArgumentException("URL must not contain a path: " + url);
        }
        boolean bracketed = host.startsWith("[");
        return new ListenUrl(scheme, bracketed ? host.substring(1, host.length() - 1) : host, uri.getPort());
    }

    /** What an operator is told who wants TLS on {@code authorities} and gave no files for it, in etcd's words. */
    public static String withoutFiles(String authorities) {
        return "cannot listen on TLS for " + authorities + ": KeyFile and CertFile are not presented";
    }

    public boolean isSecure() {
        return scheme.equals("https");
    }

    /** Host and port as they stand in a URL. */
    public String authority() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /** The address to listen on. A name is looked up, which may block: not for event loops. */
    public InetSocketAddress address() {
        return new InetSocketAddress(host, port);
    }

    /** The same URL with another port: what an ephemeral port became. */
    public ListenUrl withPort(int boundPort) {
        return new ListenUrl(scheme, host, boundPort);
    }

    @Override
    public String toString() {
        return scheme + "://" + authority();
    }
}
