package io.fairlead.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.exec.Clock;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtTokensTest {
    private static final KeyPair RSA = pair("RSA", 0, "");
    private static final byte[] SECRET = "a secret of at least thirty-two bytes, please".getBytes(UTF_8);

    private final HandClock clock = new HandClock();

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS512", "PS256", "ES256", "ES384", "ES512", "EdDSA", "HS256"})
    void bearer_ofAnIssuedToken_isItsUserAndRevision(String method) {
        Tokens tokens = tokens(method);

        String token = issue(tokens, "zoë", 7);

        assertThat(tokens.bearer(token, 99)).contains(new Tokens.Bearer("zoë", 7));
    }

    @Test
    void bearer_tokenAtItsEnd_isNobody() {
        Tokens tokens = tokens("RS256");
        String token = issue(tokens, "alice", 7);

        clock.millis += Duration.ofMinutes(10).toMillis() - 1000;
        assertThat(tokens.bearer(token, 7)).isPresent();
        clock.millis += 2000;
        assertThat(tokens.bearer(token, 7)).isEmpty();
    }

    @Test
    void bearer_anyBitFlipped_isNobody() {
        Tokens tokens = tokens("RS256");
        String token = issue(tokens, "alice", 7);
        Random random = new Random(5);

        for (int i = 0; i < 300; i++) {
            StringBuilder changed = new StringBuilder(token);
            int at = random.nextInt(token.length() - 2);
            changed.setCharAt(at, (char) (changed.charAt(at) ^ (1 << random.nextInt(6))));

            assertThat(tokens.bearer(changed.toString(), 7))
                    .as("%d of %s", at, changed)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a.b.c", "e30.e30.", "....", "{}", "eyJhbGciOiJub25lIn0.e30."})
    void bearer_whatIsNoToken_isNobody(String noise) {
        assertThat(tokens("RS256").bearer(noise, 7)).isEmpty();
    }

    @Test
    void bearer_tokenWithoutASignature_isNobody() {
        String head = encode("{\"alg\":\"none\",\"typ\":\"JWT\"}");
        String body = encode("{\"username\":\"root\",\"revision\":7,\"exp\":9999999999}");

        assertThat(tokens("RS256").bearer(head + "." + body + ".", 7)).isEmpty();
    }

    /** The public key is no secret: a token signed by it as if it were one must not pass. */
    @Test
    void bearer_publicKeyTakenForASecret_isNobody() throws JoseException {
        JsonWebSignature forged = new JsonWebSignature();
        forged.setAlgorithmHeaderValue("HS256");
        forged.setPayload("{\"username\":\"root\",\"revision\":7,\"exp\":9999999999}");
        forged.setKey(new HmacKey(pem("PUBLIC KEY", RSA.getPublic()).getBytes(UTF_8)));

        assertThat(tokens("RS256").bearer(forged.getCompactSerialization(), 7)).isEmpty();
    }

    @Test
    void bearer_otherMethodOfTheSameKey_isNobody() {
        assertThat(tokens("RS256").bearer(issue(tokens("RS512"), "alice", 7), 7))
                .isEmpty();
    }

    @Test
    void bearer_tokenOfAnotherKey_isNobody() {
        Tokens others = tokens("RS256", pair("RSA", 0, ""));

        assertThat(tokens("RS256").bearer(issue(others, "alice", 7), 7)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"revision\":7}",
                "{\"username\":\"\",\"revision\":7}",
                "{\"username\":7,\"revision\":7}",
                "{\"username\":\"a\"}",
                "{\"username\":\"a\",\"revision\":-1}",
                "{\"username\":\"a\",\"revision\":0}",
                "{\"username\":\"a\",\"revision\":\"7\"}",
                "{\"username\":\"a\",\"revision\":7,\"exp\":1}",
                "{\"username\":\"a\",\"revision\":7,\"nbf\":9999999999}",
                "[]",
                "nonsense"
            })
    void bearer_signedButOddClaims_isNobody(String claims) throws JoseException {
        assertThat(tokens("RS256").bearer(sign(claims), 7)).isEmpty();
    }

    /** A token that another party made with the same key, as in etcd's mode that only verifies. */
    @Test
    void bearer_tokenMadeElsewhere_isItsUser() throws JoseException {
        assertThat(verifyOnly().bearer(sign("{\"username\":\"a\",\"revision\":7}"), 9))
                .contains(new Tokens.Bearer("a", 7));
    }

    @Test
    void issue_withoutThePrivateKey_isRefused() {
        assertThat(verifyOnly().issue("alice", 7)).isEqualTo(Answer.refused(EtcdError.AUTH_VERIFY_ONLY));
    }

    @Test
    void keys_thatAreNoPair_areRefusedAtTheStart() {
        JwtOptions options = JwtOptions.parse("jwt,pub-key=p,priv-key=k,sign-method=RS256");
        JwtKeys keys = JwtKeys.of(
                options,
                bytes(pem("PUBLIC KEY", pair("RSA", 0, "").getPublic())),
                bytes(pem("PRIVATE KEY", RSA.getPrivate())));

        assertThatThrownBy(() -> new JwtTokens(options, keys, clock)).hasMessageContaining("no pair");
    }

    @Test
    void keys_ofAnotherKind_areRefusedAtTheStart() {
        JwtOptions options = JwtOptions.parse("jwt,pub-key=p,sign-method=ES256");

        assertThatThrownBy(
                        () -> JwtKeys.of(options, bytes(pem("PUBLIC KEY", RSA.getPublic())), Optional.<byte[]>empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keys_secretTooShort_isRefusedAtTheStart() {
        JwtOptions options = JwtOptions.parse("jwt,priv-key=k,sign-method=HS256");
        JwtKeys keys = JwtKeys.of(options, Optional.empty(), bytes("short"));

        assertThatThrownBy(() -> new JwtTokens(options, keys, clock)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jwt",
                "jwt,",
                "jwt,sign-method=RS256",
                "jwt,pub-key=p",
                "jwt,pub-key=p,sign-method=none",
                "jwt,pub-key=p,sign-method=HS256",
                "jwt,pub-key=p,sign-method=RS256,ttl=0s",
                "jwt,pub-key=p,sign-method=RS256,ttl=ten",
                "jwt,pub-key=p,sign-method=RS256,colour=red",
                "jwt,pub-key=p,pub-key=q,sign-method=RS256",
                "simple,pub-key=p"
            })
    void parse_oddOptions_areRefused(String flag) {
        assertThatThrownBy(() -> JwtOptions.parse(flag))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("auth: invalid auth options");
    }

    @Test
    void parse_etcdsOptions_areRead() {
        assertThat(JwtOptions.parse("jwt,pub-key=app.pub,priv-key=app.key,sign-method=ps512,ttl=1h10m5s"))
                .isEqualTo(new JwtOptions(
                        Optional.of("app.pub"),
                        Optional.of("app.key"),
                        "PS512",
                        Duration.ofHours(1).plusMinutes(10).plusSeconds(5)));
    }

    private Tokens tokens(String method) {
        return switch (method.substring(0, 2)) {
            case "RS", "PS" -> tokens(method, RSA);
            case "ES" ->
                tokens(
                        method,
                        pair(
                                "EC",
                                0,
                                switch (method) {
                                    case "ES256" -> "secp256r1";
                                    case "ES384" -> "secp384r1";
                                    default -> "secp521r1";
                                }));
            case "Ed" -> tokens(method, pair("Ed25519", 0, ""));
            default -> {
                JwtOptions options = JwtOptions.parse("jwt,priv-key=k,ttl=10m,sign-method=" + method);
                yield new JwtTokens(options, JwtKeys.of(options, Optional.empty(), Optional.of(SECRET)), clock);
            }
        };
    }

    private Tokens tokens(String method, KeyPair pair) {
        JwtOptions options = JwtOptions.parse("jwt,pub-key=p,priv-key=k,ttl=10m,sign-method=" + method);
        JwtKeys keys = JwtKeys.of(
                options, bytes(pem("PUBLIC KEY", pair.getPublic())), bytes(pem("PRIVATE KEY", pair.getPrivate())));
        return new JwtTokens(options, keys, clock);
    }

    private Tokens verifyOnly() {
        JwtOptions options = JwtOptions.parse("jwt,pub-key=p,sign-method=RS256");
        PublicKey key = RSA.getPublic();
        return new JwtTokens(options, JwtKeys.of(options, bytes(pem("PUBLIC KEY", key)), Optional.empty()), clock);
    }

    private static String issue(Tokens tokens, String user, long revision) {
        Tokens.Issued issued = ((Answer.Ok<Tokens.Issued>) tokens.issue(user, revision)).value();
        assertThat(issued.mark()).isEmpty();
        return issued.token();
    }

    private static String sign(String claims) throws JoseException {
        JsonWebSignature token = new JsonWebSignature();
        token.setAlgorithmHeaderValue("RS256");
        token.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        token.setPayload(claims);
        token.setKey(RSA.getPrivate());
        return token.getCompactSerialization();
    }

    private static String encode(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
    }

    private static Optional<byte[]> bytes(String text) {
        return Optional.of(text.getBytes(UTF_8));
    }

    private static String pem(String type, Key key) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded()) + "\n-----END " + type
                + "-----\n";
    }

    private static KeyPair pair(String algorithm, int bits, String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (!curve.isEmpty()) {
                generator.initialize(new ECGenParameterSpec(curve));
            } else if (bits > 0) {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class HandClock implements Clock {
        private long millis = 1_700_000_000_000L;

        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public long wallMillis() {
            return millis;
        }
    }
}
