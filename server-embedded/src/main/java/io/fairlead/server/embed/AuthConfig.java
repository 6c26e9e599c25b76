package io.fairlead.server.embed;

import io.fairlead.server.auth.JwtOptions;
import io.fairlead.server.auth.PasswordHash;
import io.fairlead.server.auth.Proofs;
import java.time.Duration;

/**
 * How clients prove who they are, in etcd's flags.
 *
 * @param token what {@code --auth-token} says: {@code simple}, or {@code jwt} with its options
 * @param tokenTtl how long a simple token lasts after it was last used
 * @param bcryptCost of hashing passwords, 4 to 31; each step doubles the time
 */
public record AuthConfig(String token, Duration tokenTtl, int bcryptCost) {
    public AuthConfig {
        if (!token.equals("simple")) {
            JwtOptions unused = JwtOptions.parse(token);
        }
        if (tokenTtl.isNegative() || tokenTtl.isZero()) {
            throw new IllegalArgumentException("--auth-token-ttl must be >0");
        }
        if (bcryptCost < PasswordHash.COST_MIN || bcryptCost > PasswordHash.COST_MAX) {
            throw new IllegalArgumentException("--bcrypt-cost must be in " + PasswordHash.COST_MIN + ".."
                    + PasswordHash.COST_MAX + ", and is " + bcryptCost);
        }
    }

    /** Simple tokens that last five minutes. */
    public static AuthConfig defaults() {
        return new AuthConfig("simple", Duration.ofMinutes(5), Proofs.DEFAULT_BCRYPT_COST);
    }
}
