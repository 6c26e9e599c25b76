package io.fairlead.client.token;

import io.fairlead.api.FairleadException;
import io.fairlead.client.call.Caller;
import io.fairlead.client.call.TokenSource;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the token of a client.
 *
 * <p>The first call asks for it, and those that come meanwhile wait for the same answer. A token that the server refused is
 * dropped by the first call that hears so; calls that were refused with an older one find that there is a better one already.
 * A token that says when it ends is renewed after four fifths of its life, by the way, while calls go on with it. When a
 * token has really ended is for the server to say, whose clock may differ: it is used until it is refused.
 */
public final class AuthTokens implements TokenSource {
    private static final System.Logger LOG = System.getLogger(AuthTokens.class.getName());
    private static final long RENEWAL_PAUSE_NANOS_MIN = Duration.ofSeconds(1).toNanos();

    /**
     * A token that serves.
     *
     * @param future done, with the token
     * @param value the same
     * @param life how long it lived when it came; zero if nobody knows
     */
    private record Held(CompletableFuture<Optional<String>> future, Optional<String> value, Duration life) {}

    private final Login login;
    private final LongSupplier nanoTime;
    private final InstantSource clock;

    /** Guarded by this. */
    private @Nullable Held held;

    /** When {@link #held} is to be renewed; means nothing if its life is unknown. Guarded by this. */
    private long renewNanos;

    /** The login that runs; guarded by this. */
    private @Nullable CompletableFuture<Optional<String>> underWay;

    /**
     * @param nanoTime as {@link System#nanoTime()}
     * @param clock the time of day, with which the ends of tokens are compared
     */
    AuthTokens(Login login, LongSupplier nanoTime, InstantSource clock) {
        this.login = login;
        this.nanoTime = nanoTime;
        this.clock = clock;
    }

    /**
     * Tokens gained with a name and a password.
     *
     * @param executor where users' code runs
     * @param anonymous makes calls without a token; asked for when there is a call to make
     * @param password asked on the executor for each login; the array is wiped after use
     */
    public static TokenSource ofUser(
            Executor executor, Supplier<Caller> anonymous, String name, Supplier<char[]> password) {
        return new AuthTokens(
                new PasswordLogin(executor, anonymous, name, password), System::nanoTime, InstantSource.system());
    }

    /**
     * Tokens that somebody else gains: asked on the executor for the first, and again when that was refused or nears its end.
     */
    public static TokenSource supplied(Executor executor, Supplier<String> supplier) {
        return new AuthTokens(
                () -> UserCode.supply(
                        executor, "token", () -> Optional.of(supplier.get().strip())),
                System::nanoTime,
                InstantSource.system());
    }

    @Override
    public CompletableFuture<Optional<String>> token() {
        CompletableFuture<Optional<String>> running;
        synchronized (this) {
            Held now = held;
            if (now != null) {
                if (!now.life().isZero() && nanoTime.getAsLong() - renewNanos >= 0 && underWay == null) {
                    var unused = start();
                }
                return now.future();
            }
            running = underWay == null ? start() : underWay;
        }
        CompletableFuture<Optional<String>> mine = new CompletableFuture<>();
        CompletionStage<Optional<String>> ignored = running.whenComplete((token, thrown) -> {
            if (thrown == null) {
                mine.complete(token);
            } else {
                mine.completeExceptionally(LoginFailure.copy(thrown));
            }
        });
        return mine;
    }

    @Override
    public synchronized boolean refused(Optional<String> token) {
        if (held != null && held.value().equals(token)) {
            held = null;
        }
        return true;
    }

    private synchronized CompletableFuture<Optional<String>> start() {
        CompletableFuture<Optional<String>> shared = new CompletableFuture<>();
        underWay = shared;
        CompletionStage<Optional<String>> ignored = login.ask().whenComplete((token, thrown) -> {
            // What is known changes before anybody hears of it.
            if (thrown == null) {
                gained(token);
                shared.complete(token);
            } else {
                failed(thrown);
                shared.completeExceptionally(thrown);
            }
        });
        return shared;
    }

    private synchronized void gained(Optional<String> token) {
        Duration life =
                token.flatMap(text -> TokenLife.left(text, clock.instant())).orElse(Duration.ZERO);
        underWay = null;
        held = new Held(CompletableFuture.completedFuture(token), token, life);
        renewNanos = nanoTime.getAsLong() + life.toNanos() / 5 * 4;
    }

    private synchronized void failed(Throwable thrown) {
        underWay = null;
        if (held != null) {
            long pause = Math.max(RENEWAL_PAUSE_NANOS_MIN, held.life().toNanos() / 20);
            renewNanos = nanoTime.getAsLong() + pause;
            LOG.log(Level.WARNING, "the token could not be renewed and stays in use: {0}", words(thrown));
        }
    }

    private static String words(Throwable thrown) {
        return thrown instanceof FairleadException known ? String.valueOf(known.getMessage()) : String.valueOf(thrown);
    }

    /** Nothing of what is kept. */
    @Override
    public String toString() {
        return "AuthTokens";
    }
}
