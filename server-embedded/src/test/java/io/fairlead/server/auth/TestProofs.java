package io.fairlead.server.auth;

import io.fairlead.server.exec.Clock;
import io.fairlead.server.exec.thread.SystemClock;
import java.security.SecureRandom;
import java.time.Duration;

/** By what clients of members in tests prove who they are: simple tokens, and passwords hashed as cheaply as bcrypt can. */
public final class TestProofs {
    private TestProofs() {}

    public static Proofs proofs() {
        return proofs(new SystemClock());
    }

    public static Proofs proofs(Clock clock) {
        SecureRandom random = new SecureRandom();
        return new Proofs(new OpaqueTokens(clock, random, Duration.ofMinutes(5)), PasswordHash.COST_MIN, random);
    }
}
