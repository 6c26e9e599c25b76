package io.fairlead.server.auth;

import com.google.protobuf.ByteString;
import io.fairlead.api.Bytes;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.authpb.Permission;
import io.fairlead.api.pb.authpb.Role;
import io.fairlead.api.pb.authpb.User;
import io.fairlead.api.pb.authpb.UserAddOptions;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.Batch;
import io.fairlead.server.storage.backend.Bucket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The replicated users and roles, in the backend's buckets under etcd's keys and in etcd's encoding.
 *
 * <p>Written by the apply loop alone, one batch at a time; {@link #view()} may be read by anyone and changes only when the batch
 * that holds the change has been sealed. Each change answers empty, or why it was refused; a refused change changed nothing.
 * Whether the one who asks may is not asked here.
 */
public final class AuthStore {
    private static final Bytes ENABLED = Bytes.utf8("authEnabled");
    private static final Bytes REVISION = Bytes.utf8("authRevision");
    private static final Optional<EtcdError> DONE = Optional.empty();

    private final Tokens tokens;

    /** With the changes of the batch under way. */
    private AuthView working = AuthView.EMPTY;

    private volatile AuthView view = AuthView.EMPTY;

    /** @param tokens told when a user's tokens are void */
    public AuthStore(Tokens tokens) {
        this.tokens = tokens;
    }

    /** As of the last sealed batch. Any thread. */
    public AuthView view() {
        return view;
    }

    /** With the changes of the batch under way. Apply loop. */
    public AuthView working() {
        return working;
    }

    /** The batch with the changes has been sealed: readers may see them. Returns whether there were any. */
    public boolean publish() {
        boolean changed = view != working;
        view = working;
        return changed;
    }

    /** Takes over what the backend holds, at start and after a snapshot was installed. */
    public void load(Backend backend) {
        NavigableMap<Bytes, User> users = new TreeMap<>();
        backend.scan(
                Bucket.AUTH_USERS, (key, value) -> users.put(key.compact(), Wire.parse(User.parser(), value, "user")));
        NavigableMap<Bytes, Role> roles = new TreeMap<>();
        backend.scan(
                Bucket.AUTH_ROLES, (key, value) -> roles.put(key.compact(), Wire.parse(Role.parser(), value, "role")));
        boolean enabled = backend.get(Bucket.AUTH, ENABLED)
                .map(value -> value.size() == 1 && value.at(0) == 1)
                .orElse(false);
        long revision = backend.get(Bucket.AUTH, REVISION)
                .map(value -> value.asByteBuffer().getLong())
                .orElse(AuthView.FIRST_REVISION);
        AuthView before = working;
        working = new AuthView(enabled, revision, users, roles);
        view = working;
        voidTokensSince(before);
    }

    /** What the log would have told about tokens, had it not been skipped by a snapshot. */
    private void voidTokensSince(AuthView before) {
        if (!working.enabled()) {
            tokens.voidAll();
            return;
        }
        before.users().forEach((name, user) -> {
            User now = working.users().get(name);
            if (now == null || !now.getPassword().equals(user.getPassword())) {
                tokens.voidOf(name.toUtf8());
            }
        });
    }

    /** Turns authentication on; needs the user root with the role root. */
    public Optional<EtcdError> enable(Batch batch) {
        if (working.enabled()) {
            return DONE;
        }
        if (working.user(AuthView.ROOT).isEmpty()) {
            return Optional.of(EtcdError.ROOT_USER_NOT_FOUND);
        }
        if (!working.isAdmin(AuthView.ROOT)) {
            return Optional.of(EtcdError.ROOT_ROLE_NOT_GRANTED);
        }
        setEnabled(true, batch);
        return DONE;
    }

    /** Turns authentication off; tokens are void from then on. */
    public Optional<EtcdError> disable(Batch batch) {
        if (working.enabled()) {
            setEnabled(false, batch);
            tokens.voidAll();
            commit(working.users(), working.roles(), batch);
        }
        return DONE;
    }

    /**
     * A user proved its password when the auth revision was {@code checkedAt}: remembers its token.
     *
     * @param mark what stands for the token in the log; see {@link Tokens}
     */
    public Optional<EtcdError> authenticated(String name, long checkedAt, String mark) {
        if (!working.enabled()) {
            return Optional.of(EtcdError.AUTH_NOT_ENABLED);
        }
        if (checkedAt != working.revision()) {
            return Optional.of(EtcdError.AUTH_OLD_REVISION);
        }
        if (working.user(name).isEmpty()) {
            return Optional.of(EtcdError.AUTH_FAILED);
        }
        tokens.assigned(mark, name);
        return DONE;
    }

    /**
     * Makes a user without roles.
     *
     * @param hash of the password, as bcrypt writes it; not looked at for a user that has none
     */
    public Optional<EtcdError> addUser(String name, ByteString hash, UserAddOptions options, Batch batch) {
        if (name.isEmpty()) {
            return Optional.of(EtcdError.USER_EMPTY);
        }
        if (working.user(name).isPresent()) {
            return Optional.of(EtcdError.USER_EXISTS);
        }
        return save(
                User.newBuilder()
                        .setName(ByteString.copyFromUtf8(name))
                        .setPassword(options.getNoPassword() ? ByteString.EMPTY : hash)
                        .setOptions(options)
                        .build(),
                batch);
    }

    public Optional<EtcdError> deleteUser(String name, Batch batch) {
        if (working.enabled() && name.equals(AuthView.ROOT)) {
            return Optional.of(EtcdError.INVALID_AUTH_MANAGEMENT);
        }
        if (working.user(name).isEmpty()) {
            return Optional.of(EtcdError.USER_NOT_FOUND);
        }
        NavigableMap<Bytes, User> users = new TreeMap<>(working.users());
        users.remove(Bytes.utf8(name));
        batch.remove(Bucket.AUTH_USERS, Bytes.utf8(name));
        tokens.voidOf(name);
        commit(users, working.roles(), batch);
        return DONE;
    }

    /**
     * Gives a user a new password; the tokens it got for the old one are void.
     *
     * @param hash of the password, as bcrypt writes it
     */
    public Optional<EtcdError> changePassword(String name, ByteString hash, Batch batch) {
        return changeUser(name, batch, user -> {
            tokens.voidOf(name);
            return user.toBuilder().setPassword(hash).build();
        });
    }

    /** Granting what is granted is fine, and changes nothing. The role root need not exist. */
    public Optional<EtcdError> grantRole(String name, String role, Batch batch) {
        Optional<User> user = working.user(name);
        if (user.isEmpty()) {
            return Optional.of(EtcdError.USER_NOT_FOUND);
        }
        if (!role.equals(AuthView.ROOT) && working.role(role).isEmpty()) {
            return Optional.of(EtcdError.ROLE_NOT_FOUND);
        }
        if (user.get().getRolesList().contains(role)) {
            return DONE;
        }
        List<Bytes> roles = new ArrayList<>(
                user.get().getRolesList().stream().map(Bytes::utf8).toList());
        roles.add(Bytes.utf8(role));
        return save(
                withRoles(user.get(), roles.stream().sorted().map(Bytes::toUtf8).toList()), batch);
    }

    public Optional<EtcdError> revokeRole(String name, String role, Batch batch) {
        if (working.enabled() && name.equals(AuthView.ROOT) && role.equals(AuthView.ROOT)) {
            return Optional.of(EtcdError.INVALID_AUTH_MANAGEMENT);
        }
        Optional<User> user = working.user(name);
        if (user.isEmpty()) {
            return Optional.of(EtcdError.USER_NOT_FOUND);
        }
        if (!user.get().getRolesList().contains(role)) {
            return Optional.of(EtcdError.ROLE_NOT_GRANTED);
        }
        return save(without(user.get(), role), batch);
    }

    public Optional<EtcdError> addRole(String name, Batch batch) {
        if (name.isEmpty()) {
            return Optional.of(EtcdError.ROLE_EMPTY);
        }
        if (working.role(name).isPresent()) {
            return Optional.of(EtcdError.ROLE_EXISTS);
        }
        return save(Role.newBuilder().setName(ByteString.copyFromUtf8(name)).build(), batch);
    }

    /** Takes the role from all who have it. */
    public Optional<EtcdError> deleteRole(String name, Batch batch) {
        if (working.enabled() && name.equals(AuthView.ROOT)) {
            return Optional.of(EtcdError.INVALID_AUTH_MANAGEMENT);
        }
        if (working.role(name).isEmpty()) {
            return Optional.of(EtcdError.ROLE_NOT_FOUND);
        }
        NavigableMap<Bytes, Role> roles = new TreeMap<>(working.roles());
        roles.remove(Bytes.utf8(name));
        batch.remove(Bucket.AUTH_ROLES, Bytes.utf8(name));
        NavigableMap<Bytes, User> users = new TreeMap<>(working.users());
        for (User user : working.users().values()) {
            if (user.getRolesList().contains(name)) {
                User changed = without(user, name);
                users.put(Wire.bytes(user.getName()), changed);
                put(Bucket.AUTH_USERS, changed.getName(), changed.toByteArray(), batch);
            }
        }
        commit(users, roles, batch);
        return DONE;
    }

    /** Grants keys to a role, or changes what it may do with keys it was granted in the same words. */
    public Optional<EtcdError> grantPermission(String role, Optional<Permission> permission, Batch batch) {
        if (permission.isEmpty()) {
            return Optional.of(EtcdError.PERMISSION_NOT_GIVEN);
        }
        Permission granted = permission.get();
        if (!isValid(granted)) {
            return Optional.of(EtcdError.INVALID_AUTH_MANAGEMENT);
        }
        Optional<Role> found = working.role(role);
        if (found.isEmpty()) {
            return Optional.of(EtcdError.ROLE_NOT_FOUND);
        }
        List<Permission> permissions = new ArrayList<>(found.get().getKeyPermissionList());
        int at = indexOf(permissions, granted.getKey(), granted.getRangeEnd());
        if (at >= 0) {
            permissions.set(at, granted);
        } else {
            permissions.add(insertionPoint(permissions, granted.getKey()), granted);
        }
        return save(withPermissions(found.get(), permissions), batch);
    }

    /** Takes back what was granted in exactly these words. */
    public Optional<EtcdError> revokePermission(String role, ByteString key, ByteString rangeEnd, Batch batch) {
        Optional<Role> found = working.role(role);
        if (found.isEmpty()) {
            return Optional.of(EtcdError.ROLE_NOT_FOUND);
        }
        List<Permission> permissions = new ArrayList<>(found.get().getKeyPermissionList());
        int at = indexOf(permissions, key, rangeEnd);
        if (at < 0) {
            return Optional.of(EtcdError.PERMISSION_NOT_GRANTED);
        }
        permissions.remove(at);
        return save(withPermissions(found.get(), permissions), batch);
    }

    private Optional<EtcdError> changeUser(String name, Batch batch, UnaryOperator<User> change) {
        Optional<User> user = working.user(name);
        return user.isEmpty() ? Optional.of(EtcdError.USER_NOT_FOUND) : save(change.apply(user.get()), batch);
    }

    private Optional<EtcdError> save(User user, Batch batch) {
        NavigableMap<Bytes, User> users = new TreeMap<>(working.users());
        users.put(Wire.bytes(user.getName()), user);
        put(Bucket.AUTH_USERS, user.getName(), user.toByteArray(), batch);
        commit(users, working.roles(), batch);
        return DONE;
    }

    private Optional<EtcdError> save(Role role, Batch batch) {
        NavigableMap<Bytes, Role> roles = new TreeMap<>(working.roles());
        roles.put(Wire.bytes(role.getName()), role);
        put(Bucket.AUTH_ROLES, role.getName(), role.toByteArray(), batch);
        commit(working.users(), roles, batch);
        return DONE;
    }

    private void commit(NavigableMap<Bytes, User> users, NavigableMap<Bytes, Role> roles, Batch batch) {
        long revision = working.revision() + 1;
        ByteBuffer encoded = ByteBuffer.allocate(Long.BYTES).putLong(0, revision);
        batch.put(Bucket.AUTH, REVISION, Bytes.unsafeWrap(encoded.array()));
        working = new AuthView(working.enabled(), revision, users, roles);
    }

    private void setEnabled(boolean enabled, Batch batch) {
        batch.put(Bucket.AUTH, ENABLED, Bytes.of(enabled ? 1 : 0));
        working = new AuthView(enabled, working.revision(), working.users(), working.roles());
    }

    private static void put(Bucket bucket, ByteString name, byte[] value, Batch batch) {
        batch.put(bucket, Wire.bytes(name), Bytes.unsafeWrap(value));
    }

    private static User without(User user, String role) {
        return withRoles(
                user,
                user.getRolesList().stream().filter(held -> !held.equals(role)).toList());
    }

    private static User withRoles(User user, List<String> roles) {
        return user.toBuilder().clearRoles().addAllRoles(roles).build();
    }

    private static Role withPermissions(Role role, List<Permission> permissions) {
        return role.toBuilder()
                .clearKeyPermission()
                .addAllKeyPermission(permissions)
                .build();
    }

    /** One key, or keys in ascending order, or every key from one on; and a kind of access that this release knows. */
    private static boolean isValid(Permission permission) {
        Bytes key = Wire.bytes(permission.getKey());
        Bytes end = Wire.bytes(permission.getRangeEnd());
        boolean ascending = end.isEmpty() || end.equals(Bytes.of(0)) || key.compareTo(end) < 0;
        return !key.isEmpty() && ascending && permission.getPermType() != Permission.Type.UNRECOGNIZED;
    }

    private static int indexOf(List<Permission> permissions, ByteString key, ByteString rangeEnd) {
        for (int i = 0; i < permissions.size(); i++) {
            Permission permission = permissions.get(i);
            if (permission.getKey().equals(key) && permission.getRangeEnd().equals(rangeEnd)) {
                return i;
            }
        }
        return -1;
    }

    /** Permissions stand in the order of their keys; those of one key in the order they were granted. */
    private static int insertionPoint(List<Permission> permissions, ByteString key) {
        Bytes first = Wire.bytes(key);
        int at = 0;
        while (at < permissions.size()
                && Wire.bytes(permissions.get(at).getKey()).compareTo(first) <= 0) {
            at++;
        }
        return at;
    }
}
