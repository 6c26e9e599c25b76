package io.fairlead.server.auth;

import io.fairlead.api.error.Answer;
import io.fairlead.server.exec.Clock;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tokens without meaning, which etcd calls simple: 256 random bits. The log and the memory of the members know their hash alone,
 * so that neither a copy of the log nor the time a comparison takes gives one away. A token is good for a while after it was
 * last used, by each member's own clock; a restart forgets it, and clients authenticate again.
 */
public final class OpaqueTokens implements Tokens {
    private static final int TOKEN_BYTES = 32;
    private static final int TOKEN_CHARS = 43;
    private static final long SWEEP_NANOS = 1_000_000_000L;

    private final Clock clock;
    private final SecureRandom random;
    private final long ttlNanos;
    private final Map<String, Held> heldByMark = new ConcurrentHashMap<>();

    /** When tokens that are too old were last taken out. Apply loop. */
    private long sweptNanos;

    public OpaqueTokens(Clock clock, SecureRandom random, Duration ttl) {
        this.clock = clock;
        this.random = random;
        this.ttlNanos = ttl.toNanos();
        this.sweptNanos = clock.nanos();
    }

    @Override
    public Answer<Issued> issue(String username, long authRevision) {
        byte[] secret = new byte[TOKEN_BYTES];
        random.nextBytes(secret);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        return Answer.ok(new Issued(token, mark(token)));
    }

    @Override
    public Optional<Bearer> bearer(String token, long authRevision) {
        Held held = heldByMark.get(mark(token));
        long now = clock.nanos();
        if (held == null || held.isOver(now)) {
            return Optional.empty();
        }
        held.deadlineNanos = now + ttlNanos;
        return Optional.of(new Bearer(held.username, authRevision));
    }

    @Override
    public boolean mayArrive(String token) {
        return token.length() == TOKEN_CHARS;
    }

    @Override
    public void assigned(String mark, String username) {
        long now = clock.nanos();
        heldByMark.put(mark, new Held(username, now + ttlNanos));
        if (now - sweptNanos >= SWEEP_NANOS) {
            heldByMark.values().removeIf(held -> held.isOver(now));
            sweptNanos = now;
        }
    }

    @Override
    public void voidOf(String username) {
        heldByMark.values().removeIf(held -> held.username.equals(username));
    }

    @Override
    public void voidAll() {
        heldByMark.clear();
    }

    /** How many tokens are remembered, those that are too old included. */
    int size() {
        return heldByMark.size();
    }

    private static String mark(String token) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static final class Held {
        private final String username;

        /** Moved by each use; net threads. */
        private volatile long deadlineNanos;

        Held(String username, long deadlineNanos) {
            this.username = username;
            this.deadlineNanos = deadlineNanos;
        }

        boolean isOver(long nowNanos) {
            return nowNanos - deadlineNanos >= 0;
        }
    }
}
