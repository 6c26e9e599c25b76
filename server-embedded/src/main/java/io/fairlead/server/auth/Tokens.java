package io.fairlead.server.auth;

import io.fairlead.api.error.Answer;
import java.util.Optional;

/**
 * What clients show to prove who they are, once they have shown their password. Safe from any thread; nothing that is applied
 * depends on it.
 */
public interface Tokens {
    /**
     * Whose a token is.
     *
     * @param authRevision at which the user was known
     */
    record Bearer(String username, long authRevision) {}

    /**
     * A new token.
     *
     * @param token for the client alone
     * @param mark what stands for it in the log, from which the token can't be had; empty for a token that the other members
     *     recognise by itself
     */
    record Issued(String token, String mark) {
        /** Tokens are secrets. */
        @Override
        public String toString() {
            return "Issued[token=***]";
        }
    }

    /** Makes a token for a user whose password was checked at {@code authRevision}; refused where this member only verifies. */
    Answer<Issued> issue(String username, long authRevision);

    /**
     * Who shows {@code token}; empty for nobody: it was never given out, is too old, or void.
     *
     * @param authRevision the present one
     */
    Optional<Bearer> bearer(String token, long authRevision);

    /** May a token that {@link #bearer} does not know be known once this member has applied more of the log? */
    boolean mayArrive(String token);

    /** The log says that a token was given out. Apply loop. */
    void assigned(String mark, String username);

    /** The user has a new password, or is no more. Apply loop. */
    void voidOf(String username);

    /** Authentication was turned off. Apply loop. */
    void voidAll();
}
