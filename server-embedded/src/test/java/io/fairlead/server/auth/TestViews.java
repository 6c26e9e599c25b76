package io.fairlead.server.auth;

import java.util.TreeMap;

/** Users and roles as a test wants them. */
public final class TestViews {
    private TestViews() {}

    /** Authentication is on, and nobody has a user. */
    public static AuthView nobodyMayAnything() {
        return new AuthView(true, 2, new TreeMap<>(), new TreeMap<>());
    }
}
