package io.fairlead.api.auth;

import io.fairlead.api.Header;

/**
 * Whether callers must say who they are.
 *
 * @param header who answered
 * @param enabled true if they must
 * @param authRevision grows with every change of users and roles
 */
public record AuthStatus(Header header, boolean enabled, long authRevision) {}
