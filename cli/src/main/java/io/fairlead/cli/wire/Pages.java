package io.fairlead.cli.wire;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.HttpsURLConnection;

/** Requests over HTTP, in the clear or secured as the URL says. */
final class Pages {
    /** How long a connection may take. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

    /** How long the answer may take: a member that lost its leader asks around before it says so. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(8);

    private Pages() {}

    /** A request that isn't sent yet. */
    static HttpURLConnection get(String url, Security security) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(Math.toIntExact(CONNECT_TIMEOUT.toMillis()));
        connection.setReadTimeout(Math.toIntExact(ANSWER_TIMEOUT.toMillis()));
        if (connection instanceof HttpsURLConnection secured) {
            secured.setSSLSocketFactory(security.context().getSocketFactory());
            if (security.trustsAnybody()) {
                secured.setHostnameVerifier((host, session) -> true);
            }
        }
        return connection;
    }

    /** What a page says, if it says OK. */
    static byte[] read(String url, Security security) throws IOException {
        HttpURLConnection connection = get(url, security);
        try (InputStream body = connection.getInputStream()) {
            return body.readAllBytes();
        } finally {
            connection.disconnect();
        }
    }
}
