package io.fairlead.jcache.config;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What can be set, by the name it has in a URI; in the properties of a manager, {@code fairlead.jcache.} stands before it. */
enum Option {
    NEAR("near", Scope.CACHE),
    NEAR_MAX_ENTRIES("near-max-entries", Scope.CACHE),
    ON_CLOSE("on-close", Scope.CACHE),
    ALLOW("allow", Scope.CACHE),
    INVOKE("invoke", Scope.CACHE),
    ATOMIC_BULK("atomic-bulk", Scope.CACHE),
    ACCESS_EXPIRY("access-expiry", Scope.CACHE),
    DEADLINE("deadline", Scope.CACHE),
    USER("user", Scope.MANAGER),
    PASSWORD_FILE("password-file", Scope.MANAGER),
    TLS_CA("tls-ca", Scope.MANAGER),
    TLS_CERT("tls-cert", Scope.MANAGER),
    TLS_KEY("tls-key", Scope.MANAGER),
    DATA("data", Scope.EMBEDDED);

    /** Whose business an option is. */
    enum Scope {
        /** A cache's; what the manager says holds for those that say nothing. */
        CACHE,
        /** The manager's, where it goes to a cluster. */
        MANAGER,
        /** The manager's, where it starts a member of its own. */
        EMBEDDED
    }

    private final String word;
    private final Scope scope;

    Option(String word, Scope scope) {
        this.word = word;
        this.scope = scope;
    }

    String word() {
        return word;
    }

    Scope scope() {
        return scope;
    }

    static Optional<Option> find(String word) {
        return Arrays.stream(values())
                .filter(option -> option.word.equals(word))
                .findFirst();
    }

    /** All names, for messages. */
    static String words() {
        return Arrays.stream(values()).map(Option::word).collect(Collectors.joining(", "));
    }
}
