package io.fairlead.api.auth;

import io.fairlead.api.Header;
import java.util.List;

/**
 * A role.
 *
 * @param header who answered
 * @param name the role's name
 * @param permissions what it permits; of the role {@code root}, which permits everything, nothing is listed
 */
public record RoleInfo(Header header, String name, List<Permission> permissions) {
    public RoleInfo {
        permissions = List.copyOf(permissions);
    }
}
