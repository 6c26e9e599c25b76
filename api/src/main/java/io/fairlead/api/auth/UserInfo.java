package io.fairlead.api.auth;

import io.fairlead.api.Header;
import java.util.List;

/**
 * A user.
 *
 * @param header who answered
 * @param name the user's name
 * @param roles what the user may act as
 */
public record UserInfo(Header header, String name, List<String> roles) {
    public UserInfo {
        roles = List.copyOf(roles);
    }
}
