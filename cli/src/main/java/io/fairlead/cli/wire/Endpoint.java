package io.fairlead.cli.wire;

import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;

/**
 * Where one member serves clients.
 *
 * @param text as it was typed, and as it is shown
 */
public record Endpoint(String text, Scheme scheme, String host, int port) {
    /** What the endpoint itself says of security. */
    public enum Scheme {
        /** Nothing: secured if a flag says how. */
        BARE,
        /** {@code http}: in the clear. */
        CLEAR,
        /** {@code https}: secured. */
        SECURED
    }

    private static final int DEFAULT_PORT = 80;

    /**
     * Reads {@code host:port}, {@code http://host:port} or {@code https://host:port}.
     *
     * @throws CommandFailure if it is none of these
     */
    public static Endpoint parse(String typed) {
        String text = typed.strip();
        if (text.startsWith("unix:") || text.startsWith("unixs:")) {
            throw new CommandFailure(ExitCode.BAD_FEATURE, "endpoint " + text + ": unix sockets are not supported");
        }
        Scheme scheme =
                text.startsWith("https://") ? Scheme.SECURED : text.startsWith("http://") ? Scheme.CLEAR : Scheme.BARE;
        String address = scheme == Scheme.BARE ? text : text.substring(text.indexOf("//") + 2);
        if (address.endsWith("/")) {
            address = address.substring(0, address.length() - 1);
        }
        int colon = address.lastIndexOf(':');
        boolean hasPort = colon > address.lastIndexOf(']');
        String host = hasPort ? address.substring(0, colon) : address;
        if (host.isEmpty() || host.contains("/") || (host.indexOf(':') >= 0 && !host.startsWith("["))) {
            throw CommandFailure.badArguments("bad endpoint \"" + typed + "\", expecting HOST:PORT");
        }
        return new Endpoint(text, scheme, host, hasPort ? port(address.substring(colon + 1), typed) : DEFAULT_PORT);
    }

    /** Host and port. */
    public String address() {
        return host + ":" + port;
    }

    private static int port(String digits, String typed) {
        try {
            int port = Integer.parseInt(digits);
            if (port >= 0 && port <= 0xFFFF) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Falls through to the complaint below.
        }
        throw CommandFailure.badArguments("bad endpoint \"" + typed + "\", expecting HOST:PORT");
    }
}
