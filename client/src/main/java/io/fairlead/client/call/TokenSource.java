package io.fairlead.client.call;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Where the token comes from that tells the server who calls. Asked for every try and every stream, so an answer that is
 * known must be a completed future.
 */
public interface TokenSource {
    /** Calls carry no token. */
    TokenSource NONE = new TokenSource() {
        private final CompletableFuture<Optional<String>> none = CompletableFuture.completedFuture(Optional.empty());

        @Override
        public CompletableFuture<Optional<String>> token() {
            return none;
        }

        @Override
        public boolean refused(Optional<String> token) {
            return false;
        }
    };

    /**
     * The token for the next try, empty for none. Must not be cancelled or completed by who gets it: others wait for the same
     * future. Fails with a {@link io.fairlead.api.FairleadException} if none can be had.
     */
    CompletableFuture<Optional<String>> token();

    /**
     * The server did not accept a try that carried this token.
     *
     * @return true if {@link #token()} may give a better one, so that another try makes sense
     */
    boolean refused(Optional<String> token);
}
