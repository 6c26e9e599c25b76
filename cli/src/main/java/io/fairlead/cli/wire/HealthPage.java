package io.fairlead.cli.wire;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One member's {@code /health} over HTTP. */
public final class HealthPage {
    /** How long a connection may take. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

    /** How long the answer may take: a member that lost its leader asks around before it says so. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(8);

    private HealthPage() {}

    /**
     * Asks the member at {@code clientUrl} whether it can serve.
     *
     * @return what it says
     * @throws IOException if it can't be asked; the message is Go's
     */
    public static boolean isHealthy(String clientUrl) throws IOException {
        String page = clientUrl + "/health";
        URI uri = URI.create(page);
        try {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(Math.toIntExact(CONNECT_TIMEOUT.toMillis()));
            connection.setReadTimeout(Math.toIntExact(ANSWER_TIMEOUT.toMillis()));
            boolean isOk = connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            try (InputStream body = isOk ? connection.getInputStream() : connection.getErrorStream()) {
                return isOk && saysTrue(body);
            } finally {
                connection.disconnect();
            }
        } catch (ConnectException e) {
            throw new IOException(
                    "Get \"" + page + "\": dial tcp " + uri.getAuthority() + ": connect: connection refused", e);
        } catch (SocketTimeoutException e) {
            throw new IOException("Get \"" + page + "\": " + Refusals.DEADLINE_EXCEEDED, e);
        } catch (IOException e) {
            throw new IOException("Get \"" + page + "\": " + e.getMessage(), e);
        }
    }

    /** The page is an object with a member {@code health}, a truth value or its text. */
    private static boolean saysTrue(InputStream body) throws IOException {
        String text = new String(body.readAllBytes(), StandardCharsets.UTF_8).replaceAll("\\s", "");
        return text.contains("\"health\":\"true\"") || text.contains("\"health\":true");
    }
}
