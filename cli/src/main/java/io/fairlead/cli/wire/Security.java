package io.fairlead.cli.wire;

import io.fairlead.client.Tls;
import io.fairlead.client.tls.PemKeyManager;
import io.fairlead.client.tls.PemTrustManager;
import io.fairlead.client.tls.TlsCredentials;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * How connections are secured: whom we trust, and what we show of ourselves. An endpoint with a scheme goes by its scheme; one
 * without is secured as soon as anything here is set.
 *
 * @param trust empty for the authorities the JVM trusts
 * @param identity the certificate that is shown to servers that ask; empty for none
 * @param isWanted whether endpoints without a scheme are secured
 */
public record Security(Optional<TrustManager> trust, Optional<KeyManager> identity, boolean isWanted) {
    /** Endpoints without a scheme are spoken to in the clear. */
    public static final Security NONE = new Security(Optional.empty(), Optional.empty(), false);

    /**
     * What the flags of TLS ask for; a text is empty where its flag isn't given.
     *
     * @param isInsecure whether no security is wanted unless a file is named
     * @param isBlind whether servers are trusted without a look at their certificates
     * @throws IOException if a file can't be used; the message says why
     */
    public static Security of(String authorities, String certificate, String key, boolean isInsecure, boolean isBlind)
            throws IOException {
        if (certificate.isEmpty() != key.isEmpty()) {
            throw new IOException(
                    "KeyFile and CertFile must both be present[key: " + key + ", cert: " + certificate + "]");
        }
        Optional<TrustManager> trust = Optional.empty();
        if (isBlind) {
            trust = Optional.of(new BlindTrust());
        } else if (!authorities.isEmpty()) {
            trust = Optional.of(new PemTrustManager(there(authorities)));
        }
        Optional<KeyManager> identity =
                key.isEmpty() ? Optional.empty() : Optional.of(new PemKeyManager(there(certificate), there(key)));
        return new Security(trust, identity, !isInsecure || !authorities.isEmpty() || !key.isEmpty());
    }

    private static Path there(String file) throws IOException {
        Path path = Path.of(file);
        if (!Files.exists(path)) {
            throw new IOException("open " + file + ": no such file or directory");
        }
        return path;
    }

    /** Whether connections to {@code endpoint} are secured. */
    public boolean secures(Endpoint endpoint) {
        return switch (endpoint.scheme()) {
            case BARE -> isWanted;
            case CLEAR -> false;
            case SECURED -> true;
        };
    }

    /** Whether servers are trusted without a look at their certificates. */
    boolean trustsAnybody() {
        return trust.filter(BlindTrust.class::isInstance).isPresent();
    }

    /** The same for the client library. */
    public Tls tls() {
        Tls trusting = trust.map(Tls::trusting).orElseGet(Tls::system);
        return identity.map(trusting::identity).orElse(trusting);
    }

    ChannelCredentials credentials(Endpoint endpoint) {
        return secures(endpoint) ? TlsCredentials.of(trust, identity) : InsecureChannelCredentials.create();
    }

    /** The same for pages over HTTP. */
    SSLContext context() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    identity.map(manager -> new KeyManager[] {manager}).orElse(null),
                    trust.map(manager -> new TrustManager[] {manager}).orElse(null),
                    new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS can't be spoken so: " + e.getMessage(), e);
        }
    }
}
