package io.fairlead.server.auth;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.exec.Clock;
import java.security.Key;
import java.time.Duration;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;

/**
 * Tokens that say by themselves whose they are: JSON Web Tokens with etcd's claims {@code username}, {@code revision} and {@code
 * exp}. No member remembers them, so none can take one back; but what a user may do with keys it may only as long as users and
 * roles are at the token's revision.
 *
 * <p>The algorithm and the key are those of this member's configuration. What a token's header says of them has to agree, and
 * decides nothing (RFC 8725, sections 3.1 and 3.2).
 */
public final class JwtTokens implements Tokens {
    private final String algorithm;
    private final JwtKeys keys;
    private final Duration ttl;
    private final Clock clock;
    private final AlgorithmConstraints constraints;

    /**
     * Tries the keys on a token of its own.
     *
     * @throws IllegalArgumentException if they are too weak for the method, or don't belong together
     */
    public JwtTokens(JwtOptions options, JwtKeys keys, Clock clock) {
        this.algorithm = options.method();
        this.keys = keys;
        this.ttl = options.ttl();
        this.clock = clock;
        this.constraints = new AlgorithmConstraints(ConstraintType.PERMIT, algorithm);
        check();
    }

    private void check() {
        if (keys.signing().isEmpty()) {
            return;
        }
        try {
            String sample = sign("somebody", 1, keys.signing().get());
            if (bearer(sample, 1).isPresent()) {
                return;
            }
        } catch (JoseException e) {
            throw new IllegalArgumentException(
                    "auth: invalid auth options: keys for " + algorithm + ": " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("auth: invalid auth options: pub-key and priv-key are no pair");
    }

    @Override
    public Answer<Issued> issue(String username, long authRevision) {
        if (keys.signing().isEmpty()) {
            return Answer.refused(EtcdError.AUTH_VERIFY_ONLY);
        }
        try {
            return Answer.ok(
                    new Issued(sign(username, authRevision, keys.signing().get()), ""));
        } catch (JoseException e) {
            throw new IllegalStateException("a key that was tried signs no more", e);
        }
    }

    private String sign(String username, long authRevision, Key key) throws JoseException {
        JwtClaims claims = new JwtClaims();
        claims.setClaim("username", username);
        claims.setClaim("revision", authRevision);
        claims.setExpirationTime(NumericDate.fromMilliseconds(clock.wallMillis() + ttl.toMillis()));
        JsonWebSignature token = new JsonWebSignature();
        token.setHeader("typ", "JWT");
        token.setAlgorithmHeaderValue(algorithm);
        token.setAlgorithmConstraints(constraints);
        token.setKey(key);
        token.setPayload(claims.toJson());
        return token.getCompactSerialization();
    }

    @Override
    public Optional<Bearer> bearer(String token, long authRevision) {
        try {
            JsonWebSignature signed = new JsonWebSignature();
            signed.setAlgorithmConstraints(constraints);
            signed.setKey(keys.verifying());
            signed.setCompactSerialization(token);
            return signed.verifySignature() ? bearer(JwtClaims.parse(signed.getPayload())) : Optional.empty();
        } catch (JoseException | InvalidJwtException | MalformedClaimException e) {
            return Optional.empty();
        }
    }

    private Optional<Bearer> bearer(JwtClaims claims) throws MalformedClaimException {
        NumericDate now = NumericDate.fromMilliseconds(clock.wallMillis());
        NumericDate end = claims.getExpirationTime();
        NumericDate begin = claims.getNotBefore();
        if ((end != null && !now.isBefore(end)) || (begin != null && now.isBefore(begin))) {
            return Optional.empty();
        }
        String username = claims.getClaimValue("username", String.class);
        Number revision = claims.getClaimValue("revision", Number.class);
        // A revision below one would say "the member itself", or "nobody in particular".
        return username == null || username.isEmpty() || revision == null || revision.longValue() < 1
                ? Optional.empty()
                : Optional.of(new Bearer(username, revision.longValue()));
    }

    @Override
    public boolean mayArrive(String token) {
        return false;
    }

    @Override
    public void assigned(String mark, String username) {}

    @Override
    public void voidOf(String username) {}

    @Override
    public void voidAll() {}
}
