package io.fairlead.jcache.config;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The URI of a manager, taken apart:
 *
 * <pre>
 * fairlead://host:port,host:port/name/space?option=value&amp;option=value    a cluster
 * fairlead:embedded/name/space?option=value                              a member in this JVM
 * </pre>
 *
 * Percent-encoding is undone in the namespace and in values. Who logs in is an option, never a part of the address, since URIs
 * stand in logs and in the names of MXBeans.
 *
 * @param embedded whether a member in this JVM is meant
 * @param endpoints where the cluster is, each {@code host:port}; empty for an embedded member
 * @param namespace what all keys begin with, a slash at its end; {@code jcache/} if the URI has no path
 * @param options what the query says
 */
record FairleadUri(boolean embedded, List<String> endpoints, String namespace, Map<Option, String> options) {
    static final String SCHEME = "fairlead";
    private static final String EMBEDDED = "embedded";
    private static final String DEFAULT_NAMESPACE = "jcache/";
    private static final int DEFAULT_PORT = 2379;

    FairleadUri {
        endpoints = List.copyOf(endpoints);
        options = Collections.unmodifiableMap(new EnumMap<>(options));
    }

    /** @throws IllegalArgumentException if it is no such URI; the message says what about it */
    static FairleadUri parse(URI uri) {
        require(SCHEME.equals(uri.getScheme()), uri, "its scheme is not fairlead");
        require(uri.getRawFragment() == null, uri, "it has a fragment");
        String rest = uri.getRawSchemeSpecificPart();
        int question = rest.indexOf('?');
        String address = question < 0 ? rest : rest.substring(0, question);
        Map<Option, String> options =
                question < 0 ? new EnumMap<>(Option.class) : query(uri, rest.substring(question + 1));
        if (address.startsWith("//")) {
            return cluster(uri, address.substring(2), options);
        }
        boolean embedded = address.equals(EMBEDDED) || address.startsWith(EMBEDDED + "/");
        require(embedded, uri, "it is neither fairlead://HOST:PORT nor fairlead:embedded");
        refuse(uri, options, Option.Scope.MANAGER, "is of no use to an embedded member");
        return new FairleadUri(true, List.of(), namespace(uri, address.substring(EMBEDDED.length())), options);
    }

    private static FairleadUri cluster(URI uri, String address, Map<Option, String> options) {
        int slash = address.indexOf('/');
        String authority = slash < 0 ? address : address.substring(0, slash);
        require(authority.indexOf('@') < 0, uri, "a user is given by the options user and password-file");
        List<String> endpoints = Arrays.stream(authority.split(",", -1))
                .map(endpoint -> endpoint(uri, endpoint))
                .toList();
        refuse(uri, options, Option.Scope.EMBEDDED, "is for embedded members");
        return new FairleadUri(false, endpoints, namespace(uri, slash < 0 ? "" : address.substring(slash)), options);
    }

    private static String endpoint(URI uri, String text) {
        require(!text.isEmpty() && !text.startsWith(":"), uri, "an endpoint has no host");
        boolean hasPort = text.indexOf(':', text.lastIndexOf(']') + 1) >= 0;
        return hasPort ? text : text + ":" + DEFAULT_PORT;
    }

    private static String namespace(URI uri, String path) {
        if (path.isEmpty() || path.equals("/")) {
            return DEFAULT_NAMESPACE;
        }
        String bare = path.endsWith("/") ? path.substring(1, path.length() - 1) : path.substring(1);
        for (String step : bare.split("/", -1)) {
            require(!step.isEmpty(), uri, "its path has an empty step");
        }
        return decoded(bare) + "/";
    }

    private static Map<Option, String> query(URI uri, String query) {
        Map<Option, String> options = new EnumMap<>(Option.class);
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            require(equals > 0, uri, "its query is not option=value&option=value");
            String word = part.substring(0, equals);
            Option option = Option.find(word)
                    .orElseThrow(() -> refusal(uri, "there is no option " + word + "; there are " + Option.words()));
            String before = options.put(option, decoded(part.substring(equals + 1)));
            require(before == null, uri, "the option " + word + " is given twice");
        }
        return options;
    }

    private static void refuse(URI uri, Map<Option, String> options, Option.Scope scope, String why) {
        for (Option option : options.keySet()) {
            require(option.scope() != scope, uri, "the option " + option.word() + " " + why);
        }
    }

    /** A plus is a plus here, as in paths; only forms write spaces so. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static void require(boolean holds, URI uri, String why) {
        if (!holds) {
            throw refusal(uri, why);
        }
    }

    private static IllegalArgumentException refusal(URI uri, String why) {
        return new IllegalArgumentException("the URI " + shown(uri) + " cannot be used: " + why);
    }

    /** Without what may be a password that somebody put where none belongs. */
    private static String shown(URI uri) {
        return uri.toString().replaceFirst("//[^/?]*@", "//...@").replaceFirst("\\?.*", "?...");
    }
}
