package io.fairlead.server.tls;

import io.fairlead.api.pem.Pem;
import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's checks of a chain against the authorities, then ours: not revoked, and of an allowed name. Immutable; safe to share.
 */
final class CheckedTrust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager authorities;
    private final Set<BigInteger> revoked;
    private final List<String> allowedNames;
    private final List<String> allowedHosts;

    private CheckedTrust(X509ExtendedTrustManager authorities, Set<BigInteger> revoked, TlsConfig config) {
        this.authorities = authorities;
        this.revoked = revoked;
        this.allowedNames = config.allowedNames();
        this.allowedHosts = config.allowedHosts();
    }

    /** Reads the authorities and revocation lists that {@code config} names. Blocks. */
    static CheckedTrust read(TlsConfig config) throws IOException {
        Set<BigInteger> revoked = config.revocations().isPresent()
                ? Pem.revoked(config.revocations().get())
                : Set.of();
        return new CheckedTrust(authorities(config.trustedCa()), revoked, config);
    }

    private static X509ExtendedTrustManager authorities(Optional<Path> file) throws IOException {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(file.isPresent() ? store(Pem.certificates(file.get())) : null);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager checks) {
                    return checks;
                }
            }
            throw new IllegalStateException("the JDK has no checks of certificates");
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    file.map(Path::toString).orElse("the JDK's store") + " can't be trusted: " + e.getMessage(), e);
        }
    }

    private static KeyStore store(List<X509Certificate> certificates) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry("ca-" + i, certificates.get(i));
        }
        return store;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        for (X509Certificate certificate : chain) {
            if (revoked.contains(certificate.getSerialNumber())) {
                throw new CertificateException(
                        "certificate serial " + certificate.getSerialNumber().toString(16) + " revoked");
            }
        }
        if (allowedNames.isEmpty() && allowedHosts.isEmpty()) {
            return;
        }
        CertificateNames names = CertificateNames.of(chain[0]);
        if (names.commonName().filter(allowedNames::contains).isEmpty()
                && allowedHosts.stream().noneMatch(names::areOf)) {
            throw new CertificateException("certificate authentication failed: neither "
                    + names.commonName().orElse("no common name") + " nor " + names.hosts() + names.addresses()
                    + " is allowed");
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        authorities.checkClientTrusted(chain, authType, engine);
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        authorities.checkServerTrusted(chain, authType, engine);
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        authorities.checkClientTrusted(chain, authType, socket);
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        authorities.checkServerTrusted(chain, authType, socket);
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        authorities.checkClientTrusted(chain, authType);
        check(chain);
    }

    /** Refuses: nothing here says which host the server should be. */
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("the name of the server is unknown");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.getAcceptedIssuers();
    }
}
