package io.fairlead.jcache;

import io.fairlead.client.Credentials;
import io.fairlead.client.FairleadClient;
import io.fairlead.client.Tls;
import io.fairlead.jcache.config.ManagerSettings;
import io.fairlead.jcache.embedded.EmbeddedMember;
import io.fairlead.jcache.embedded.EmbeddedMembers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.cache.CacheException;

/** A manager's connection to its cluster: one client, and the member behind it where that is in this JVM. */
final class ClusterConnection implements AutoCloseable {
    private final FairleadClient client;
    private final FairleadClient namespaced;
    private final Optional<EmbeddedMember> member;

    private ClusterConnection(FairleadClient client, FairleadClient namespaced, Optional<EmbeddedMember> member) {
        this.client = client;
        this.namespaced = namespaced;
        this.member = member;
    }

    /**
     * Starts or joins the embedded member, if one is meant; a cluster elsewhere is not asked for anything yet.
     *
     * @throws CacheException if the member does not start, or a file of the settings cannot be used; nothing is left open then
     */
    static ClusterConnection open(ManagerSettings settings) {
        Optional<EmbeddedMember> member =
                settings.embedded() ? Optional.of(EmbeddedMembers.ofThisJvm().join(settings.data())) : Optional.empty();
        try {
            FairleadClient client =
                    connect(settings, member.map(own -> List.of(own.endpoint())).orElse(settings.endpoints()));
            return new ClusterConnection(client, client.namespaced(settings.namespace()), member);
        } catch (IllegalArgumentException | UncheckedIOException e) {
            member.ifPresent(EmbeddedMember::close);
            throw new CacheException("no connection to the cluster: " + e.getMessage(), e);
        }
    }

    private static FairleadClient connect(ManagerSettings settings, List<String> endpoints) {
        FairleadClient.Builder builder =
                FairleadClient.builder().endpoints(endpoints).deadline(settings.deadline());
        if (settings.secured()) {
            builder.tls(tls(settings));
        }
        settings.user()
                .ifPresent(user -> settings.passwordFile().ifPresent(file -> {
                    // Once now, so that a file that is not there is told of at once and not by every call.
                    Arrays.fill(password(file), ' ');
                    builder.credentials(Credentials.user(user, () -> password(file)));
                }));
        return builder.build();
    }

    private static Tls tls(ManagerSettings settings) {
        Tls trust = settings.tlsAuthorities().map(Tls::fromPem).orElseGet(Tls::system);
        return settings.tlsKey()
                .flatMap(key -> settings.tlsCertificate().map(certificate -> trust.identity(certificate, key)))
                .orElse(trust);
    }

    /** What the file holds, up to the end of its first line; never as a String, which could not be wiped. */
    private static char[] password(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
            int end = 0;
            while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
                end++;
            }
            char[] password = Arrays.copyOf(text.array(), end);
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(text.array(), ' ');
            return password;
        } catch (IOException e) {
            throw new UncheckedIOException("the file of the password cannot be read: " + e, e);
        }
    }

    /** The manager's part of the store. */
    FairleadClient client() {
        return namespaced;
    }

    /** Closes the client, then leaves the member. Closing twice does nothing. */
    @Override
    public void close() {
        client.close();
        member.ifPresent(EmbeddedMember::close);
    }
}
