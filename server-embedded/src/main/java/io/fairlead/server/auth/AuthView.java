package io.fairlead.server.auth;

import io.fairlead.api.Bytes;
import io.fairlead.api.pb.authpb.Permission;
import io.fairlead.api.pb.authpb.Role;
import io.fairlead.api.pb.authpb.User;
import io.fairlead.server.mvcc.KeySpan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Users and roles at one moment. Immutable, any thread; a change makes another view, so two looks at the state that give the
 * same object saw the same rights.
 */
public final class AuthView {
    /** The user that can't be deleted, and the role that may do everything. */
    public static final String ROOT = "root";

    /** Of a store that nobody ever touched. */
    static final long FIRST_REVISION = 1;

    /** Authentication as it is in a fresh cluster: off, and nobody there. */
    public static final AuthView EMPTY = new AuthView(false, FIRST_REVISION, new TreeMap<>(), new TreeMap<>());

    private final boolean enabled;
    private final long revision;

    /** By name in the order of its bytes, which is how etcd lists them. */
    private final NavigableMap<Bytes, User> users;

    private final NavigableMap<Bytes, Role> roles;

    /** What users may do, worked out when one of them first comes. */
    private final Map<String, Rights> rights = new ConcurrentHashMap<>();

    AuthView(boolean enabled, long revision, NavigableMap<Bytes, User> users, NavigableMap<Bytes, Role> roles) {
        this.enabled = enabled;
        this.revision = revision;
        this.users = Collections.unmodifiableNavigableMap(users);
        this.roles = Collections.unmodifiableNavigableMap(roles);
    }

    public boolean enabled() {
        return enabled;
    }

    /** Grows with each change of users, roles and permissions. */
    public long revision() {
        return revision;
    }

    public Optional<User> user(String name) {
        return Optional.ofNullable(users.get(Bytes.utf8(name)));
    }

    public Optional<Role> role(String name) {
        return Optional.ofNullable(roles.get(Bytes.utf8(name)));
    }

    public List<String> userNames() {
        return users.keySet().stream().map(Bytes::toUtf8).toList();
    }

    public List<String> roleNames() {
        return roles.keySet().stream().map(Bytes::toUtf8).toList();
    }

    public boolean hasRole(String user, String role) {
        return user(user).map(found -> found.getRolesList().contains(role)).orElse(false);
    }

    /** May the user do everything? False for a user that does not exist. */
    public boolean isAdmin(String user) {
        return hasRole(user, ROOT);
    }

    public boolean mayRead(String user, KeySpan span) {
        Rights held = rightsOf(user);
        return held.admin || held.read.cover(span);
    }

    public boolean mayWrite(String user, KeySpan span) {
        Rights held = rightsOf(user);
        return held.admin || held.write.cover(span);
    }

    NavigableMap<Bytes, User> users() {
        return users;
    }

    NavigableMap<Bytes, Role> roles() {
        return roles;
    }

    private Rights rightsOf(String user) {
        Rights held = rights.get(user);
        if (held != null) {
            return held;
        }
        Optional<User> found = user(user);
        // Names of nobody are not remembered: a client may make up as many as it likes.
        return found.isEmpty() ? Rights.NONE : rights.computeIfAbsent(user, name -> workOut(found.get()));
    }

    private Rights workOut(User user) {
        List<KeySpan> read = new ArrayList<>();
        List<KeySpan> write = new ArrayList<>();
        for (String name : user.getRolesList()) {
            for (Permission permission :
                    role(name).map(Role::getKeyPermissionList).orElse(List.of())) {
                KeySpan span = KeySpan.of(Wire.bytes(permission.getKey()), Wire.bytes(permission.getRangeEnd()));
                if (permission.getPermType() != Permission.Type.WRITE) {
                    read.add(span);
                }
                if (permission.getPermType() != Permission.Type.READ) {
                    write.add(span);
                }
            }
        }
        return new Rights(user.getRolesList().contains(ROOT), RangePermissions.of(read), RangePermissions.of(write));
    }

    private record Rights(boolean admin, RangePermissions read, RangePermissions write) {
        private static final Rights NONE = new Rights(false, RangePermissions.NONE, RangePermissions.NONE);
    }
}
