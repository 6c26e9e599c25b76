package io.fairlead.client.token;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a token says that it lives. Only JSON Web Tokens say so. */
final class TokenLife {
    private static final Pattern EXPIRY = Pattern.compile("\"exp\"\\s*:\\s*([0-9]{1,12})(?:\\.[0-9]+)?\\s*[,}]");

    private TokenLife() {}

    /**
     * The time from {@code now} to the end of the token; empty if it does not say, or has ended by this clock, which then can't
     * be trusted. Whether the token is genuine, the server finds out.
     */
    static Optional<Duration> left(String token, Instant now) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
            Matcher expiry = EXPIRY.matcher(claims);
            if (!expiry.find()) {
                return Optional.empty();
            }
            Duration left = Duration.between(now, Instant.ofEpochSecond(Long.parseLong(expiry.group(1))));
            return left.isNegative() || left.isZero() ? Optional.empty() : Optional.of(left);
        } catch (IllegalArgumentException e) {
            // Not base64, so no JSON Web Token.
            return Optional.empty();
        }
    }
}
