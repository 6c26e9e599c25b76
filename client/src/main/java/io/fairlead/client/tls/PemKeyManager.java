package io.fairlead.client.tls;

import io.fairlead.api.pem.Identity;
import io.fairlead.api.pem.Reloaded;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows the certificate that the files hold at the moment of the handshake.
 *
 * <p>A handshake asks three times: which certificate, its chain, its key. The name given to the first question leads the others
 * to the same certificate, also if the files changed in between.
 */
public final class PemKeyManager extends X509ExtendedKeyManager {
    private final Reloaded<Identity> files;

    /** What was given out last; guarded by this. */
    private Identity newest;

    /** What was given out before that: handshakes under way still ask for it. Guarded by this. */
    private Identity before;

    /**
     * Reads the files. Blocks.
     *
     * @param certificate followed by what leads from it to a root
     * @param key in any of the usual forms, without a password
     * @throws IOException if a file can't be used or the two don't belong together; the message names them
     */
    public PemKeyManager(Path certificate, Path key) throws IOException {
        files = new Reloaded<>(List.of(certificate, key), () -> Identity.read(certificate, key));
        newest = files.current();
        before = newest;
    }

    @Override
    public synchronized String chooseEngineClientAlias(
            String @Nullable [] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        // Whatever the server would like better, this is what there is; the refusal of it says more than silence.
        Identity current = files.current();
        if (!current.alias().equals(newest.alias())) {
            before = newest;
        }
        newest = current;
        return current.alias();
    }

    @Override
    public String chooseClientAlias(
            String @Nullable [] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineClientAlias(keyTypes, issuers, null);
    }

    @Override
    public String[] getClientAliases(@Nullable String keyType, Principal @Nullable [] issuers) {
        return new String[] {chooseEngineClientAlias(null, issuers, null)};
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
        Identity known = known(alias);
        return known == null ? null : known.chain().toArray(new X509Certificate[0]);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
        Identity known = known(alias);
        return known == null ? null : known.key();
    }

    private synchronized @Nullable Identity known(@Nullable String alias) {
        if (newest.alias().equals(alias)) {
            return newest;
        }
        return before.alias().equals(alias) ? before : null;
    }

    @Override
    public String @Nullable [] getServerAliases(@Nullable String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(
            @Nullable String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
