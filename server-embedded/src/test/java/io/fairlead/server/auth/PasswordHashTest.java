package io.fairlead.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20, 71, 72})
    void hash_ofAPassword_matchesIt(int size) {
        byte[] password = "x".repeat(size).getBytes(UTF_8);

        byte[] hash = PasswordHash.of(password, PasswordHash.COST_MIN, RANDOM);

        assertThat(new String(hash, UTF_8)).hasSize(60).startsWith("$2a$04$");
        assertThat(PasswordHash.matches(password, hash)).isTrue();
        assertThat(PasswordHash.matches("other".getBytes(UTF_8), hash)).isFalse();
    }

    @Test
    void hash_passwordsThatDifferInTheLastByteThatCounts_differ() {
        byte[] hash = PasswordHash.of(("x".repeat(71) + "a").getBytes(UTF_8), PasswordHash.COST_MIN, RANDOM);

        assertThat(PasswordHash.matches(("x".repeat(71) + "b").getBytes(UTF_8), hash))
                .isFalse();
        assertThat(PasswordHash.matches("x".repeat(71).getBytes(UTF_8), hash)).isFalse();
    }

    @Test
    void hash_passwordLongerThanBcryptTakes_isRefused() {
        assertThatThrownBy(() -> PasswordHash.of(new byte[73], PasswordHash.COST_MIN, RANDOM))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** What the C library's bcrypt makes of passwords whose length matters, and a vector of its first implementation. */
    @ParameterizedTest
    @CsvSource({
        "0, $2a$04$HqWuK6/Ng6sg9gQzbLrgb.q8jM.tp1VDaTFRAjFxLaEB9lS3EsjEi",
        "71, $2a$04$HqWuK6/Ng6sg9gQzbLrgb.XKbexs.qoML.M.KnrTVXItDP7vrDblW",
        "72, $2a$04$HqWuK6/Ng6sg9gQzbLrgb.gmBOmoD07w3X6BFieMWoXEl4/YagUN.",
        "80, $2a$04$HqWuK6/Ng6sg9gQzbLrgb.gmBOmoD07w3X6BFieMWoXEl4/YagUN."
    })
    void matches_hashOfAnotherImplementation_isTheSame(int size, String hash) {
        assertThat(PasswordHash.matches("x".repeat(size).getBytes(UTF_8), hash.getBytes(UTF_8)))
                .isTrue();
        assertThat(PasswordHash.matches("y".repeat(size + 1).getBytes(UTF_8), hash.getBytes(UTF_8)))
                .isFalse();
    }

    @Test
    void matches_vectorOfBcrypt_isTheSame() {
        assertThat(PasswordHash.matches(
                        "abc".getBytes(UTF_8),
                        "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i".getBytes(UTF_8)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "$2a$", "plain text", "$2a$99$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkY8jIucDrjc8deX1s."})
    void matches_whatIsNoHash_isFalse(String hash) {
        assertThat(PasswordHash.matches(new byte[0], hash.getBytes(UTF_8))).isFalse();
    }
}
