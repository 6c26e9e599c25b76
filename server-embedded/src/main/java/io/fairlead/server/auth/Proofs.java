package io.fairlead.server.auth;

import java.security.SecureRandom;

/**
 * By what a member's clients prove who they are.
 *
 * @param bcryptCost of hashing a password; each step doubles the time
 * @param random makes salts
 */
public record Proofs(Tokens tokens, int bcryptCost, SecureRandom random) {
    /** etcd's default of {@code --bcrypt-cost}. */
    public static final int DEFAULT_BCRYPT_COST = 10;

    public Proofs {
        if (bcryptCost < PasswordHash.COST_MIN || bcryptCost > PasswordHash.COST_MAX) {
            throw new IllegalArgumentException("bcrypt cost out of range: " + bcryptCost);
        }
    }
}
