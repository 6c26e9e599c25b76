package io.fairlead.cli.wire;

import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;

/**
 * Where one member serves clients.
 *
 * @param text as it was typed, and as it is shown
 */
public record Endpoint(String text, String host, int port) {
    private static final int DEFAULT_PORT = 80;

    /**
     * Reads {@code host:port} or {@code http://host:port}.
     *
     * @throws CommandFailure if it is neither, or asks for what isn't there yet
     */
    public static Endpoint parse(String typed) {
        String text = typed.strip();
        if (text.startsWith("https://")) {
            throw new CommandFailure(ExitCode.BAD_FEATURE, "endpoint " + text + ": TLS is not supported yet");
        }
        if (text.startsWith("unix:") || text.startsWith("unixs:")) {
            throw new CommandFailure(ExitCode.BAD_FEATURE, "endpoint " + text + ": unix sockets are not supported");
        }
        String address = text.startsWith("http://") ? text.substring("http://".length()) : text;
        if (address.endsWith("/")) {
            address = address.substring(0, address.length() - 1);
        }
        int colon = address.lastIndexOf(':');
        boolean hasPort = colon > address.lastIndexOf(']');
        String host = hasPort ? address.substring(0, colon) : address;
        if (host.isEmpty() || host.contains("/") || (host.indexOf(':') >= 0 && !host.startsWith("["))) {
            throw CommandFailure.badArguments("bad endpoint \"" + typed + "\", expecting HOST:PORT");
        }
        return new Endpoint(text, host, hasPort ? port(address.substring(colon + 1), typed) : DEFAULT_PORT);
    }

    /** The endpoint as a URL. */
    public String url() {
        return "http://" + address();
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
