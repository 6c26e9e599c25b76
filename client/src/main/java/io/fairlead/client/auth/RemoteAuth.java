package io.fairlead.client.auth;

import io.fairlead.api.Header;
import io.fairlead.api.KeyRange;
import io.fairlead.api.auth.AsyncAuth;
import io.fairlead.api.auth.Auth;
import io.fairlead.api.auth.AuthStatus;
import io.fairlead.api.auth.Permission;
import io.fairlead.api.auth.RoleInfo;
import io.fairlead.api.auth.RoleList;
import io.fairlead.api.auth.UserInfo;
import io.fairlead.api.auth.UserList;
import io.fairlead.client.call.Blocking;
import io.fairlead.client.call.Caller;

/** Users and roles over gRPC, waiting. */
public final class RemoteAuth implements Auth {
    private final AsyncAuth async;

    public RemoteAuth(Caller caller) {
        this.async = new RemoteAsyncAuth(caller);
    }

    @Override
    public Header enable() {
        return Blocking.await(async.enable());
    }

    @Override
    public Header disable() {
        return Blocking.await(async.disable());
    }

    @Override
    public AuthStatus status() {
        return Blocking.await(async.status());
    }

    @Override
    public Header addUser(String name, char[] password) {
        return Blocking.await(async.addUser(name, password));
    }

    @Override
    public Header addUserWithoutPassword(String name) {
        return Blocking.await(async.addUserWithoutPassword(name));
    }

    @Override
    public UserInfo user(String name) {
        return Blocking.await(async.user(name));
    }

    @Override
    public UserList users() {
        return Blocking.await(async.users());
    }

    @Override
    public Header deleteUser(String name) {
        return Blocking.await(async.deleteUser(name));
    }

    @Override
    public Header changePassword(String name, char[] password) {
        return Blocking.await(async.changePassword(name, password));
    }

    @Override
    public Header grantRole(String user, String role) {
        return Blocking.await(async.grantRole(user, role));
    }

    @Override
    public Header revokeRole(String user, String role) {
        return Blocking.await(async.revokeRole(user, role));
    }

    @Override
    public Header addRole(String name) {
        return Blocking.await(async.addRole(name));
    }

    @Override
    public RoleInfo role(String name) {
        return Blocking.await(async.role(name));
    }

    @Override
    public RoleList roles() {
        return Blocking.await(async.roles());
    }

    @Override
    public Header deleteRole(String name) {
        return Blocking.await(async.deleteRole(name));
    }

    @Override
    public Header grantPermission(String role, Permission permission) {
        return Blocking.await(async.grantPermission(role, permission));
    }

    @Override
    public Header revokePermission(String role, KeyRange range) {
        return Blocking.await(async.revokePermission(role, range));
    }

    @Override
    public AsyncAuth async() {
        return async;
    }
}
