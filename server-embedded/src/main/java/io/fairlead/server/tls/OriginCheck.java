package io.fairlead.server.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Whether a caller comes from where its certificate says: from one of its addresses, or one of its host names. A certificate that
 * names none may come from anywhere. Safe from any thread.
 */
public final class OriginCheck {
    /** For ports whose callers may come from anywhere. */
    public static final OriginCheck NONE = new OriginCheck(Runnable::run);

    private final Executor lookups;

    /** Looks names up on {@code lookups}, which may block. */
    public OriginCheck(Executor lookups) {
        this.lookups = lookups;
    }

    /** Why a caller from {@code from} is refused; empty if it is not. */
    CompletableFuture<Optional<String>> refusal(CertificateNames names, InetAddress from) {
        boolean anywhere = names.hosts().isEmpty() && names.addresses().isEmpty();
        if (this == NONE || anywhere || names.areOf(from)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        if (names.hosts().isEmpty()) {
            return CompletableFuture.completedFuture(refused(names, from));
        }
        try {
            return CompletableFuture.supplyAsync(
                    () -> isOneOf(names, from) ? Optional.empty() : refused(names, from), lookups);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(Optional.of("too many look-ups of names are under way"));
        }
    }

    private static boolean isOneOf(CertificateNames names, InetAddress from) {
        // The name of an address is what its owner says; the JDK believes it only if the name leads back to the
        // address.
        if (names.areOf(from.getCanonicalHostName())) {
            return true;
        }
        return names.hosts().stream()
                .filter(host -> !host.startsWith("*."))
                .anyMatch(host -> addresses(host).contains(from));
    }

    private static List<InetAddress> addresses(String host) {
        try {
            return Arrays.asList(InetAddress.getAllByName(host));
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    private static Optional<String> refused(CertificateNames names, InetAddress from) {
        return Optional.of("tls: \"" + from.getHostAddress() + "\" does not match any of " + names.addresses() + " "
                + names.hosts());
    }
}
