package io.fairlead.api.auth;

import io.fairlead.api.Header;
import io.fairlead.api.KeyRange;
import java.util.concurrent.CompletableFuture;

/**
 * Users, roles and permissions without waiting: as {@link Auth}, but each call gives a future that fails with what the blocking
 * call would throw. Cancelling the future cancels the call.
 */
public interface AsyncAuth {
    /** As {@link Auth#enable()}. */
    CompletableFuture<Header> enable();

    /** As {@link Auth#disable()}. */
    CompletableFuture<Header> disable();

    /** As {@link Auth#status()}. */
    CompletableFuture<AuthStatus> status();

    /** As {@link Auth#addUser(String, char[])}. */
    CompletableFuture<Header> addUser(String name, char[] password);

    /** As {@link Auth#addUserWithoutPassword(String)}. */
    CompletableFuture<Header> addUserWithoutPassword(String name);

    /** As {@link Auth#user(String)}. */
    CompletableFuture<UserInfo> user(String name);

    /** As {@link Auth#users()}. */
    CompletableFuture<UserList> users();

    /** As {@link Auth#deleteUser(String)}. */
    CompletableFuture<Header> deleteUser(String name);

    /** As {@link Auth#changePassword(String, char[])}. */
    CompletableFuture<Header> changePassword(String name, char[] password);

    /** As {@link Auth#grantRole(String, String)}. */
    CompletableFuture<Header> grantRole(String user, String role);

    /** As {@link Auth#revokeRole(String, String)}. */
    CompletableFuture<Header> revokeRole(String user, String role);

    /** As {@link Auth#addRole(String)}. */
    CompletableFuture<Header> addRole(String name);

    /** As {@link Auth#role(String)}. */
    CompletableFuture<RoleInfo> role(String name);

    /** As {@link Auth#roles()}. */
    CompletableFuture<RoleList> roles();

    /** As {@link Auth#deleteRole(String)}. */
    CompletableFuture<Header> deleteRole(String name);

    /** As {@link Auth#grantPermission(String, Permission)}. */
    CompletableFuture<Header> grantPermission(String role, Permission permission);

    /** As {@link Auth#revokePermission(String, KeyRange)}. */
    CompletableFuture<Header> revokePermission(String role, KeyRange range);
}
