package io.fairlead.server.auth;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code --auth-token jwt,...} asks for, in etcd's notation: {@code pub-key=FILE,priv-key=FILE,sign-method=RS256,ttl=10m}.
 *
 * @param publicKey file of the key, or the certificate, that verifies; empty where the private one says it too
 * @param privateKey file of the key that signs, and for HMAC of the secret; empty for a member that only verifies
 * @param method as RFC 7518 names it
 * @param ttl how long a token lasts
 */
public record JwtOptions(Optional<String> publicKey, Optional<String> privateKey, String method, Duration ttl) {
    private static final Duration TTL_DEFAULT = Duration.ofMinutes(5);
    private static final Pattern METHOD = Pattern.compile("(RS|PS|ES|HS)(256|384|512)|EdDSA");

    /** As Go writes durations: {@code 1h30m}, {@code 90s}. */
    private static final Pattern TTL = Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,8})m)?(?:(\\d{1,9})s)?");

    public JwtOptions {
        require(METHOD.matcher(method).matches(), "sign-method", method);
        require(ttl.compareTo(Duration.ZERO) > 0, "ttl", ttl.toString());
        require(publicKey.isPresent() || privateKey.isPresent(), "pub-key", "none, and no priv-key");
        require(!isHmac(method) || privateKey.isPresent(), "priv-key", "none, which holds the secret of " + method);
    }

    /**
     * Reads the flag's value.
     *
     * @throws IllegalArgumentException if it asks for something that there isn't; the message names it
     */
    public static JwtOptions parse(String flag) {
        Map<String, String> options = new LinkedHashMap<>();
        String[] parts = flag.split(",", -1);
        require(parts[0].equals("jwt"), "type", parts[0]);
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            require(equals > 0, "option", parts[i]);
            String before = options.put(parts[i].substring(0, equals), parts[i].substring(equals + 1));
            require(before == null, "option given twice", parts[i]);
        }
        Optional<String> publicKey = Optional.ofNullable(options.remove("pub-key"));
        Optional<String> privateKey = Optional.ofNullable(options.remove("priv-key"));
        String method = options.getOrDefault("sign-method", "none");
        options.remove("sign-method");
        String ttl = options.remove("ttl");
        require(options.isEmpty(), "option", String.join(",", options.keySet()));
        return new JwtOptions(publicKey, privateKey, canonical(method), ttl == null ? TTL_DEFAULT : duration(ttl));
    }

    boolean isHmac() {
        return isHmac(method);
    }

    private static boolean isHmac(String method) {
        return method.startsWith("HS");
    }

    private static String canonical(String method) {
        return method.equalsIgnoreCase("EdDSA") ? "EdDSA" : method.toUpperCase(Locale.ROOT);
    }

    private static Duration duration(String text) {
        Matcher matcher = TTL.matcher(text);
        require(matcher.matches() && !text.isEmpty(), "ttl", text);
        return Duration.ofHours(number(matcher.group(1)))
                .plusMinutes(number(matcher.group(2)))
                .plusSeconds(number(matcher.group(3)));
    }

    @SuppressWarnings("NullAway") // a group that took no part is null
    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static void require(boolean condition, String what, String given) {
        if (!condition) {
            throw new IllegalArgumentException("auth: invalid auth options: " + what + ": " + given);
        }
    }
}
