package io.fairlead.client.endpoint;

/**
 * A place where a member listens.
 *
 * @param text as the user wrote it; names the endpoint in errors
 * @param scheme how to get there
 * @param target host and port, or the name of the server for {@link Scheme#IN_PROCESS}
 */
public record EndpointAddress(String text, Scheme scheme, String target) {
    /** How a member is reached. */
    public enum Scheme {
        PLAINTEXT,
        TLS,
        IN_PROCESS
    }

    private static final String HTTP = "http://";
    private static final String HTTPS = "https://";
    private static final String IN_PROCESS = "inprocess:";

    /** As {@link #parse(String, Scheme)}; without a scheme, nothing is secured. */
    public static EndpointAddress parse(String text) {
        return parse(text, Scheme.PLAINTEXT);
    }

    /**
     * Reads {@code http://host:port}, {@code https://host:port}, {@code host:port} or {@code inprocess:NAME}; an IPv6 address
     * stands in brackets.
     *
     * @param bare how a member is reached whose endpoint names no scheme
     * @throws IllegalArgumentException if the text is none of these
     */
    public static EndpointAddress parse(String text, Scheme bare) {
        if (text.startsWith(IN_PROCESS)) {
            String name = text.substring(IN_PROCESS.length());
            if (name.isEmpty()) {
                throw bad(text, "the name of the server is missing");
            }
            return new EndpointAddress(text, Scheme.IN_PROCESS, name);
        }
        if (text.startsWith(HTTPS)) {
            return network(text, Scheme.TLS, text.substring(HTTPS.length()));
        }
        if (text.startsWith(HTTP)) {
            return network(text, Scheme.PLAINTEXT, text.substring(HTTP.length()));
        }
        return network(text, bare, text);
    }

    private static EndpointAddress network(String text, Scheme scheme, String rest) {
        String hostAndPort = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
        checkHostAndPort(text, hostAndPort);
        return new EndpointAddress(text, scheme, hostAndPort);
    }

    private static void checkHostAndPort(String text, String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        if (colon <= 0 || colon < hostAndPort.lastIndexOf(']')) {
            throw bad(text, "expected host:port");
        }
        String host = hostAndPort.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (host.indexOf('/') >= 0 || (host.indexOf(':') >= 0 && !bracketed)) {
            throw bad(text, "expected host:port");
        }
        int port;
        try {
            port = Integer.parseInt(hostAndPort.substring(colon + 1));
        } catch (NumberFormatException e) {
            throw bad(text, "the port is not a number");
        }
        if (port < 1 || port > 65535) {
            throw bad(text, "the port is not in 1..65535");
        }
    }

    private static IllegalArgumentException bad(String text, String why) {
        return new IllegalArgumentException("endpoint \"" + text + "\": " + why);
    }
}
