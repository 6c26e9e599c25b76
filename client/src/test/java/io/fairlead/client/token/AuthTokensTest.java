package io.fairlead.client.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fairlead.api.RefusedException;
import io.fairlead.api.UnavailableException;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a token is asked for, and who gets it. */
class AuthTokensTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000);

    private final List<CompletableFuture<Optional<String>>> logins = new ArrayList<>();
    private long nanos;
    private final AuthTokens tokens = new AuthTokens(this::ask, () -> nanos, () -> NOW);

    private CompletableFuture<Optional<String>> ask() {
        CompletableFuture<Optional<String>> login = new CompletableFuture<>();
        logins.add(login);
        return login;
    }

    @Test
    void token_askedByManyAtOnce_isGainedByOneLogin() {
        var first = tokens.token();
        var second = tokens.token();
        assertThat(logins).hasSize(1);
        assertThat(first).isNotDone();
        logins.get(0).complete(Optional.of("a"));
        assertThat(first.join()).contains("a");
        assertThat(second.join()).contains("a");
        assertThat(tokens.token()).isCompletedWithValue(Optional.of("a"));
        assertThat(logins).hasSize(1);
    }

    @Test
    void token_refused_isGainedAnewOnceForAllWhoWereRefused() {
        gain("a");
        assertThat(tokens.refused(Optional.of("a"))).isTrue();
        var first = tokens.token();
        assertThat(tokens.refused(Optional.of("a"))).isTrue();
        var second = tokens.token();
        assertThat(logins).hasSize(2);
        logins.get(1).complete(Optional.of("b"));
        assertThat(first.join()).contains("b");
        assertThat(second.join()).contains("b");
        assertThat(tokens.refused(Optional.of("a")))
                .as("a late refusal of the old one")
                .isTrue();
        assertThat(tokens.token()).isCompletedWithValue(Optional.of("b"));
        assertThat(logins).hasSize(2);
    }

    @Test
    void noToken_refused_isAskedForAgain() {
        var none = tokens.token();
        logins.get(0).complete(Optional.empty());
        assertThat(none.join()).isEmpty();
        assertThat(tokens.refused(Optional.empty())).isTrue();
        var some = tokens.token();
        logins.get(1).complete(Optional.of("a"));
        assertThat(some.join()).contains("a");
    }

    @Test
    void login_failed_failsThoseWhoWaitedEachWithItsOwnException() {
        var first = tokens.token();
        var second = tokens.token();
        logins.get(0)
                .completeExceptionally(new RefusedException(EtcdError.AUTH_FAILED, Outcome.UNKNOWN, List.of(), null));
        RefusedException one = failure(RefusedException.class, first);
        assertThat(one.condition()).isEqualTo(EtcdError.AUTH_FAILED);
        assertThat(one.outcome()).as("of the call, of which nothing was sent").isEqualTo(Outcome.NOT_APPLIED);
        RefusedException other = failure(RefusedException.class, second);
        assertThat(other).isNotSameAs(one);
        var third = tokens.token();
        logins.get(1).complete(Optional.of("a"));
        assertThat(third.join()).contains("a");
    }

    @Test
    void token_thatTellsItsEnd_isRenewedWhileCallsGoOnWithIt() {
        String old = jwt("{\"username\":\"app\",\"exp\":" + (NOW.getEpochSecond() + 100) + "}");
        gain(old);
        pass(Duration.ofSeconds(79));
        assertThat(tokens.token()).isCompletedWithValue(Optional.of(old));
        assertThat(logins).hasSize(1);
        pass(Duration.ofSeconds(1));
        assertThat(tokens.token()).isCompletedWithValue(Optional.of(old));
        assertThat(tokens.token()).isCompletedWithValue(Optional.of(old));
        assertThat(logins).as("one renewal").hasSize(2);
        logins.get(1).complete(Optional.of("b"));
        assertThat(tokens.token()).isCompletedWithValue(Optional.of("b"));
    }

    @Test
    void renewal_failed_keepsTheTokenAndWaitsBeforeTheNext() {
        String old = jwt("{\"exp\": " + (NOW.getEpochSecond() + 100) + " }");
        gain(old);
        pass(Duration.ofSeconds(80));
        var unused = tokens.token();
        logins.get(1).completeExceptionally(new UnavailableException("gone", Outcome.NOT_APPLIED, List.of(), null));
        assertThat(tokens.token()).isCompletedWithValue(Optional.of(old));
        assertThat(logins).hasSize(2);
        pass(Duration.ofSeconds(5));
        assertThat(tokens.token()).isCompletedWithValue(Optional.of(old));
        assertThat(logins).hasSize(3);
    }

    @Test
    void token_refusedDuringItsRenewal_waitsForTheRenewal() {
        String old = jwt("{\"exp\":" + (NOW.getEpochSecond() + 100) + "}");
        gain(old);
        pass(Duration.ofSeconds(90));
        var unused = tokens.token();
        assertThat(tokens.refused(Optional.of(old))).isTrue();
        var waiting = tokens.token();
        assertThat(waiting).isNotDone();
        assertThat(logins).hasSize(2);
        logins.get(1).complete(Optional.of("b"));
        assertThat(waiting.join()).contains("b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "simple.1",
                "a.b",
                "a.%%%.c",
                "a.e30.c",
                "a.eyJleHAiOiAxfQ.c",
                "a.eyJleHAiOiAic29vbiJ9.c",
                "a.eyJleHAiOjk5OTk5OTk5OTk5OTk5OTk5OTk5OTl9.c"
            })
    void token_withoutAnEndOrWithOneInThePast_isUsedUntilItIsRefused(String text) {
        gain(text);
        pass(Duration.ofDays(1000));
        assertThat(tokens.token()).isCompletedWithValue(Optional.of(text));
        assertThat(logins).hasSize(1);
    }

    @Test
    void fixedToken_refused_knowsNoOther() {
        FixedToken fixed = new FixedToken("secret");
        assertThat(fixed.token().join()).contains("secret");
        assertThat(fixed.refused(Optional.of("secret"))).isFalse();
        assertThat(fixed.toString()).doesNotContain("secret");
    }

    @Test
    void supplier_thatThrows_failsWithoutItsWords() {
        var failed = UserCode.supply(Runnable::run, "token", () -> {
            throw new IllegalStateException("the secret is x");
        });
        UnavailableException failure = failure(UnavailableException.class, failed);
        assertThat(failure).hasMessage("the supplier of the token failed with java.lang.IllegalStateException");
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    @Test
    void supplier_onAnExecutorThatIsShutDown_failsAsClosed() {
        var failed = UserCode.supply(
                work -> {
                    throw new RejectedExecutionException();
                },
                "token",
                () -> "a");
        assertThatThrownBy(failed::join).hasCauseInstanceOf(io.fairlead.api.ClientClosedException.class);
    }

    private void gain(String token) {
        var gained = tokens.token();
        logins.get(logins.size() - 1).complete(Optional.of(token));
        assertThat(gained.join()).contains(token);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private static String jwt(String claims) {
        return "e30."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                + ".sig";
    }

    private static <E extends Exception> E failure(Class<E> kind, CompletableFuture<?> failed) {
        CompletionException wrapped = catchThrowableOfType(CompletionException.class, failed::join);
        assertThat(wrapped).hasCauseInstanceOf(kind);
        return Objects.requireNonNull(kind.cast(wrapped.getCause()));
    }
}
