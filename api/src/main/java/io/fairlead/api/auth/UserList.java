package io.fairlead.api.auth;

import io.fairlead.api.Header;
import java.util.List;

/**
 * The users.
 *
 * @param header who answered
 * @param users their names
 */
public record UserList(Header header, List<String> users) {
    public UserList {
        users = List.copyOf(users);
    }
}
