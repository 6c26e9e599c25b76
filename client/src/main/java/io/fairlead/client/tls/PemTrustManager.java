package io.fairlead.client.tls;

import io.fairlead.api.pem.Pem;
import io.fairlead.api.pem.Reloaded;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts whom the certificates of a file signed, as the file is at the moment of the handshake. The checks, that of the
 * server's name among them, are the JDK's.
 */
public final class PemTrustManager extends X509ExtendedTrustManager {
    private final Reloaded<X509ExtendedTrustManager> file;

    /**
     * Reads the file. Blocks.
     *
     * @param authorities one certificate or several
     * @throws IOException if the file can't be used; the message names it
     */
    public PemTrustManager(Path authorities) throws IOException {
        file = new Reloaded<>(List.of(authorities), () -> trusting(authorities));
    }

    private static X509ExtendedTrustManager trusting(Path authorities) throws IOException {
        List<X509Certificate> certificates = Pem.certificates(authorities);
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < certificates.size(); i++) {
                store.setCertificateEntry("ca-" + i, certificates.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager checks) {
                    return checks;
                }
            }
            throw new IllegalStateException("the JDK has no checks of the server's name");
        } catch (GeneralSecurityException e) {
            throw new IOException(authorities + " can't be trusted: " + e.getMessage(), e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        file.current().checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        file.current().checkServerTrusted(chain, authType, socket);
    }

    /** Refuses: nothing here says which server this should be. */
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("the name of the server is unknown");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        throw forClients();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        throw forClients();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw forClients();
    }

    private static CertificateException forClients() {
        return new CertificateException("these authorities are asked about servers alone");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return file.current().getAcceptedIssuers();
    }
}
