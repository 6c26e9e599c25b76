package io.fairlead.testing.fake;

import io.fairlead.api.error.EtcdError;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** One user with a password, and the tokens that count. On the loop of its fake. */
final class Logins {
    private boolean enabled;
    private String user = "";
    private String password = "";
    private int issued;
    private final Set<String> valid = new HashSet<>();

    void enable(String newUser, String newPassword) {
        enabled = true;
        user = newUser;
        password = newPassword;
    }

    /** A token for the right name and password; empty for any other. */
    Optional<String> issue(String name, String secret) {
        if (!enabled || !name.equals(user) || !secret.equals(password)) {
            return Optional.empty();
        }
        String token = "token." + ++issued;
        valid.add(token);
        return Optional.of(token);
    }

    void expireAll() {
        valid.clear();
    }

    boolean isEnabled() {
        return enabled;
    }

    /** Why a call with this token is refused. */
    Optional<EtcdError> refusal(String token) {
        if (!enabled || valid.contains(token)) {
            return Optional.empty();
        }
        return Optional.of(token.isEmpty() ? EtcdError.USER_EMPTY : EtcdError.INVALID_AUTH_TOKEN);
    }
}
