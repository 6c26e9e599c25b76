package io.fairlead.cli.wire;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** One member's {@code /health} over HTTP. */
public final class HealthPage {
    private HealthPage() {}

    /**
     * Asks the member at {@code clientUrl} whether it can serve.
     *
     * @return what it says
     * @throws IOException if it can't be asked; the message is Go's
     */
    public static boolean isHealthy(String clientUrl, Security security) throws IOException {
        String page = clientUrl + "/health";
        URI uri = URI.create(page);
        try {
            HttpURLConnection connection = Pages.get(page, security);
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
