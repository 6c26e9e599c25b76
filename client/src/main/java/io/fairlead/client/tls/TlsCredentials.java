package io.fairlead.client.tls;

import io.grpc.ChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettySslContextChannelCredentials;
import io.grpc.netty.shaded.io.netty.handler.ssl.OpenSslSessionContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;

/** What secures a channel: TLS 1.2 or 1.3, and a whole handshake for each connection. Any thread. */
public final class TlsCredentials {
    private TlsCredentials() {}

    /**
     * For channels that trust and show what these managers say, asked anew at each handshake.
     *
     * @param trust empty for the authorities the JVM trusts
     * @param identity the certificate that is shown to servers that ask; empty for none
     * @throws IllegalArgumentException if TLS can't be spoken with these; the message says why
     */
    public static ChannelCredentials of(Optional<TrustManager> trust, Optional<KeyManager> identity) {
        SslContextBuilder builder = GrpcSslContexts.forClient().protocols("TLSv1.3", "TLSv1.2");
        trust.ifPresent(builder::trustManager);
        identity.ifPresent(builder::keyManager);
        try {
            SslContext context = builder.build();
            forgetSessions(context.sessionContext());
            return NettySslContextChannelCredentials.create(context);
        } catch (SSLException e) {
            throw new IllegalArgumentException("TLS can't be spoken so: " + e.getMessage(), e);
        }
    }

    /** A session that is resumed asks nobody whether the certificates of its first handshake are still good. */
    private static void forgetSessions(SSLSessionContext sessions) {
        if (sessions instanceof OpenSslSessionContext ours) {
            ours.setSessionCacheEnabled(false);
        } else {
            sessions.setSessionTimeout(1);
        }
    }
}
