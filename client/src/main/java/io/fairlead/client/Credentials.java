package io.fairlead.client;

import io.fairlead.client.call.Caller;
import io.fairlead.client.call.TokenSource;
import io.fairlead.client.token.AuthTokens;
import io.fairlead.client.token.FixedToken;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Who the client is to the server: a user with a password, or whoever a token stands for. Over {@code http} endpoints, secrets
 * travel in clear.
 *
 * <p>With a name and a password the client logs in before its first call, once for all calls that wait, and again whenever the
 * server no longer takes the token. A failed login fails the calls that waited for it, with AUTH_FAILED where the name or
 * the password is wrong; the next call tries again. If authentication is not enabled on the server, calls go without a token.
 *
 * <p>Nothing here shows a secret in {@code toString}, in a log or in a message. Immutable; safe to share between clients.
 */
public final class Credentials {
    private final String shown;
    private final BiFunction<Executor, Supplier<Caller>, TokenSource> source;

    private Credentials(String shown, BiFunction<Executor, Supplier<Caller>, TokenSource> source) {
        this.shown = shown;
        this.source = source;
    }

    /** A user with this password; the array is copied, and may be wiped afterwards. */
    public static Credentials user(String name, char[] password) {
        char[] kept = password.clone();
        return user(name, kept::clone);
    }

    /**
     * A user whose password is asked for at each login.
     *
     * @param password called on the client's executor, where it may block for as long as calls may wait; each call gives an
     *     array of its own, which is wiped after use
     */
    public static Credentials user(String name, Supplier<char[]> password) {
        Objects.requireNonNull(name, "name");
        return new Credentials(
                "user=" + name, (executor, anonymous) -> AuthTokens.ofUser(executor, anonymous, name, password));
    }

    /** A token that was gained elsewhere, such as a JSON Web Token. When it is refused, so are all calls. */
    public static Credentials token(String token) {
        TokenSource fixed = new FixedToken(token.strip());
        return new Credentials("token", (executor, anonymous) -> fixed);
    }

    /**
     * Tokens that are gained elsewhere.
     *
     * @param token called on the client's executor before the first call, after a refusal, and when the last one, a JSON Web
     *     Token, nears its end
     */
    public static Credentials token(Supplier<String> token) {
        return new Credentials("token", (executor, anonymous) -> AuthTokens.supplied(executor, token));
    }

    /**
     * @param executor where users' code runs
     * @param anonymous makes calls without a token; asked for when there is a call to make
     */
    TokenSource source(Executor executor, Supplier<Caller> anonymous) {
        return source.apply(executor, anonymous);
    }

    /** The name of the user, never a secret. */
    @Override
    public String toString() {
        return "Credentials[" + shown + "]";
    }
}
