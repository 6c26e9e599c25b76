package io.fairlead.server.embed;

import io.fairlead.server.auth.OpaqueTokens;
import io.fairlead.server.auth.Proofs;
import io.fairlead.server.exec.Clock;
import java.security.SecureRandom;

/** Puts together by what a member's clients prove who they are. */
final class ProofSetup {
    private ProofSetup() {}

    static Proofs of(AuthConfig config, Clock clock) {
        SecureRandom random = new SecureRandom();
        return new Proofs(new OpaqueTokens(clock, random, config.tokenTtl()), config.bcryptCost(), random);
    }
}
