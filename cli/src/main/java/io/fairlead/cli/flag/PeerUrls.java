package io.fairlead.cli.flag;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** URLs of members, held to etcd's rules. */
public final class PeerUrls {
    private PeerUrls() {}

    /**
     * Checks that each URL has a scheme, a host and a port, and nothing else.
     *
     * @throws FlagException in etcd's words
     */
    public static void check(List<String> urls) {
        for (String url : urls) {
            check(url);
        }
    }

    private static void check(String text) {
        URI url;
        try {
            url = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw new FlagException("parse \"" + text + "\": " + e.getReason());
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme();
        switch (scheme) {
            case "http", "https" -> checkAddress(url, text);
            case "unix", "unixs" -> {}
            default -> throw new FlagException("URL scheme must be http, https, unix, or unixs: " + text);
        }
    }

    private static void checkAddress(URI url, String text) {
        if (url.getPort() < 0) {
            throw new FlagException("URL address does not have the form \"host:port\": " + text);
        }
        String path = url.getRawPath();
        if (path != null && !path.isEmpty()) {
            throw new FlagException("URL must not contain a path: " + text);
        }
    }
}
