package io.fairlead.client.token;

import io.fairlead.client.call.TokenSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One token for good. If it is refused, there is no other. */
public final class FixedToken implements TokenSource {
    private final CompletableFuture<Optional<String>> token;

    public FixedToken(String token) {
        this.token = CompletableFuture.completedFuture(Optional.of(token));
    }

    @Override
    public CompletableFuture<Optional<String>> token() {
        return token;
    }

    @Override
    public boolean refused(Optional<String> refused) {
        return false;
    }

    /** Nothing of the token. */
    @Override
    public String toString() {
        return "FixedToken";
    }
}
