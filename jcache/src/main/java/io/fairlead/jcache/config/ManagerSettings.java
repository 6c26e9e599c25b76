package io.fairlead.jcache.config;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import javax.cache.configuration.Configuration;

/** What holds for a manager: where its cluster is, who it is there, and what its caches begin with. Immutable. */
public final class ManagerSettings {
    /** Before the name of each option in the properties of a manager. */
    public static final String PROPERTY_PREFIX = "fairlead.jcache.";

    /** The system property that says where a manager goes that is not told. */
    public static final String URI_PROPERTY = PROPERTY_PREFIX + "uri";

    /** In place of a file of authorities: those that the JVM trusts. */
    private static final String SYSTEM = "system";

    private final FairleadUri where;
    private final Map<Option, String> options;
    private final CacheSettings defaults;

    private ManagerSettings(FairleadUri where, Map<Option, String> options) {
        this.where = where;
        this.options = new EnumMap<>(options);
        this.defaults = CacheSettings.of(options);
        checkIdentity();
    }

    /**
     * What a URI and properties say; the properties have the last word. Properties of other names than Fairlead's are not looked
     * at.
     *
     * @throws IllegalArgumentException if there is no such URI or option, or a value cannot be used; the message says which
     */
    public static ManagerSettings of(URI uri, Properties properties) {
        FairleadUri where = FairleadUri.parse(uri);
        Map<Option, String> options = new EnumMap<>(Option.class);
        options.putAll(where.options());
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith(PROPERTY_PREFIX)) {
                Option option = option(name);
                require(
                        fits(option, where),
                        name + " is of no use to " + (where.embedded() ? "embedded members" : "a cluster"));
                options.put(option, properties.getProperty(name));
            }
        }
        return new ManagerSettings(where, options);
    }

    private static Option option(String property) {
        return Option.find(property.substring(PROPERTY_PREFIX.length()))
                .orElseThrow(() -> new IllegalArgumentException("there is no property " + property + "; behind "
                        + PROPERTY_PREFIX + " may stand " + Option.words()));
    }

    private static boolean fits(Option option, FairleadUri where) {
        return option.scope() == Option.Scope.CACHE || where.embedded() == (option.scope() == Option.Scope.EMBEDDED);
    }

    private void checkIdentity() {
        require(user().isPresent() == passwordFile().isPresent(), "user and password-file go together");
        require(tlsCertificate().isPresent() == tlsKey().isPresent(), "tls-cert and tls-key go together");
        require(tlsKey().isEmpty() || secured(), "tls-cert and tls-key need tls-ca");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /** Whether the cluster is a member in this JVM. */
    public boolean embedded() {
        return where.embedded();
    }

    /** Where the members are, each {@code host:port}; empty where one is embedded. */
    public List<String> endpoints() {
        return where.endpoints();
    }

    /** What all keys begin with. */
    public String namespace() {
        return where.namespace();
    }

    /** Where the embedded member keeps its data; empty if nowhere for long. */
    public Optional<Path> data() {
        return path(Option.DATA);
    }

    /** Time for each call, with all its tries, where a cache says nothing else. */
    public Duration deadline() {
        return defaults.deadline();
    }

    /** Who logs in; empty for nobody, or whom the certificate names. */
    public Optional<String> user() {
        return Optional.ofNullable(options.get(Option.USER));
    }

    /** What holds the password, and nothing else but a line's end. */
    public Optional<Path> passwordFile() {
        return path(Option.PASSWORD_FILE);
    }

    /** Whether connections are secured. */
    public boolean secured() {
        return options.containsKey(Option.TLS_CA);
    }

    /** Whose certificates are trusted, in PEM; empty for whom the JVM trusts. */
    public Optional<Path> tlsAuthorities() {
        return SYSTEM.equals(options.get(Option.TLS_CA)) ? Optional.empty() : path(Option.TLS_CA);
    }

    /** The certificate shown to members, in PEM. */
    public Optional<Path> tlsCertificate() {
        return path(Option.TLS_CERT);
    }

    /** The private key of the certificate, in PEM. */
    public Optional<Path> tlsKey() {
        return path(Option.TLS_KEY);
    }

    private Optional<Path> path(Option option) {
        try {
            return Optional.ofNullable(options.get(option)).map(Path::of);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(option.word() + ": " + e.getMessage(), e);
        }
    }

    /**
     * What holds for a cache of this configuration.
     *
     * @throws IllegalArgumentException if what it says for itself cannot be used
     */
    public CacheSettings forCache(Configuration<?, ?> configuration) {
        if (!(configuration instanceof FairleadConfiguration<?, ?> own)) {
            return defaults;
        }
        Map<Option, String> effective = new EnumMap<>(options);
        effective.putAll(own.options());
        return CacheSettings.of(effective);
    }
}
