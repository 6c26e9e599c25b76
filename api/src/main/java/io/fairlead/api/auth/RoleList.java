package io.fairlead.api.auth;

import io.fairlead.api.Header;
import java.util.List;

/**
 * The roles.
 *
 * @param header who answered
 * @param roles their names
 */
public record RoleList(Header header, List<String> roles) {
    public RoleList {
        roles = List.copyOf(roles);
    }
}
