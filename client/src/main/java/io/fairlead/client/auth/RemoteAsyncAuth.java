package io.fairlead.client.auth;

import com.google.protobuf.MessageLite;
import io.fairlead.api.Header;
import io.fairlead.api.KeyRange;
import io.fairlead.api.auth.AsyncAuth;
import io.fairlead.api.auth.AuthStatus;
import io.fairlead.api.auth.Permission;
import io.fairlead.api.auth.RoleInfo;
import io.fairlead.api.auth.RoleList;
import io.fairlead.api.auth.UserInfo;
import io.fairlead.api.auth.UserList;
import io.fairlead.api.pb.authpb.UserAddOptions;
import io.fairlead.api.pb.etcdserverpb.AuthDisableRequest;
import io.fairlead.api.pb.etcdserverpb.AuthEnableRequest;
import io.fairlead.api.pb.etcdserverpb.AuthGrpc;
import io.fairlead.api.pb.etcdserverpb.AuthRoleAddRequest;
import io.fairlead.api.pb.etcdserverpb.AuthRoleDeleteRequest;
import io.fairlead.api.pb.etcdserverpb.AuthRoleGetRequest;
import io.fairlead.api.pb.etcdserverpb.AuthRoleGrantPermissionRequest;
import io.fairlead.api.pb.etcdserverpb.AuthRoleListRequest;
import io.fairlead.api.pb.etcdserverpb.AuthRoleRevokePermissionRequest;
import io.fairlead.api.pb.etcdserverpb.AuthStatusRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserAddRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserChangePasswordRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserDeleteRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserGetRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserGrantRoleRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserListRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserRevokeRoleRequest;
import io.fairlead.client.call.Caller;
import io.fairlead.client.call.Effect;
import io.fairlead.client.call.Target;
import io.fairlead.client.call.Wire;
import io.grpc.MethodDescriptor;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Users and roles over gRPC. */
final class RemoteAsyncAuth implements AsyncAuth {
    private final Caller caller;

    RemoteAsyncAuth(Caller caller) {
        this.caller = caller;
    }

    @Override
    public CompletableFuture<Header> enable() {
        return call(
                AuthGrpc.getAuthEnableMethod(),
                AuthEnableRequest.getDefaultInstance(),
                Effect.WRITE,
                response -> Wire.header(response.getHeader()));
    }

    @Override
    public CompletableFuture<Header> disable() {
        return call(
                AuthGrpc.getAuthDisableMethod(),
                AuthDisableRequest.getDefaultInstance(),
                Effect.WRITE,
                response -> Wire.header(response.getHeader()));
    }

    @Override
    public CompletableFuture<AuthStatus> status() {
        return call(
                AuthGrpc.getAuthStatusMethod(),
                AuthStatusRequest.getDefaultInstance(),
                Effect.READ,
                response -> new AuthStatus(
                        Wire.header(response.getHeader()), response.getEnabled(), response.getAuthRevision()));
    }

    @Override
    public CompletableFuture<Header> addUser(String name, char[] password) {
        AuthUserAddRequest request = AuthUserAddRequest.newBuilder()
                .setName(name)
                .setPassword(new String(password))
                .build();
        return call(AuthGrpc.getUserAddMethod(), request, Effect.WRITE, response -> Wire.header(response.getHeader()));
    }

    @Override
    public CompletableFuture<Header> addUserWithoutPassword(String name) {
        AuthUserAddRequest request = AuthUserAddRequest.newBuilder()
                .setName(name)
                .setOptions(UserAddOptions.newBuilder().setNoPassword(true))
                .build();
        return call(AuthGrpc.getUserAddMethod(), request, Effect.WRITE, response -> Wire.header(response.getHeader()));
    }

    @Override
    public CompletableFuture<UserInfo> user(String name) {
        AuthUserGetRequest request =
                AuthUserGetRequest.newBuilder().setName(name).build();
        return call(
                AuthGrpc.getUserGetMethod(),
                request,
                Effect.READ,
                response -> new UserInfo(Wire.header(response.getHeader()), name, response.getRolesList()));
    }

    @Override
    public CompletableFuture<UserList> users() {
        return call(
                AuthGrpc.getUserListMethod(),
                AuthUserListRequest.getDefaultInstance(),
                Effect.READ,
                response -> new UserList(Wire.header(response.getHeader()), response.getUsersList()));
    }

    @Override
    public CompletableFuture<Header> deleteUser(String name) {
        AuthUserDeleteRequest request =
                AuthUserDeleteRequest.newBuilder().setName(name).build();
        return call(
                AuthGrpc.getUserDeleteMethod(), request, Effect.WRITE, response -> Wire.header(response.getHeader()));
    }

    @Override
    public CompletableFuture<Header> changePassword(String name, char[] password) {
        AuthUserChangePasswordRequest request = AuthUserChangePasswordRequest.newBuilder()
                .setName(name)
                .setPassword(new String(password))
                .build();
        return call(
                AuthGrpc.getUserChangePasswordMethod(),
                request,
                Effect.WRITE,
                response -> Wire.header(response.getHeader()));
    }

    @Override
    public CompletableFuture<Header> grantRole(String user, String role) {
        AuthUserGrantRoleRequest request = AuthUserGrantRoleRequest.newBuilder()
                .setUser(user)
                .setRole(role)
                .build();
        return call(
                AuthGrpc.getUserGrantRoleMethod(),
                request,
                Effect.WRITE,
                response -> Wire.header(response.getHeader()));
    }

    @Override
    public CompletableFuture<Header> revokeRole(String user, String role) {
        AuthUserRevokeRoleRequest request = AuthUserRevokeRoleRequest.newBuilder()
                .setName(user)
                .setRole(role)
                .build();
        return call(
                AuthGrpc.getUserRevokeRoleMethod(),
                request,
                Effect.WRITE,
                response -> Wire.header(response.getHeader()));
    }

    @Override
    public CompletableFuture<Header> addRole(String name) {
        AuthRoleAddRequest request =
                AuthRoleAddRequest.newBuilder().setName(name).build();
        return call(AuthGrpc.getRoleAddMethod(), request, Effect.WRITE, response -> Wire.header(response.getHeader()));
    }

    @Override
    public CompletableFuture<RoleInfo> role(String name) {
        AuthRoleGetRequest request =
                AuthRoleGetRequest.newBuilder().setRole(name).build();
        return call(
                AuthGrpc.getRoleGetMethod(),
                request,
                Effect.READ,
                response -> new RoleInfo(
                        Wire.header(response.getHeader()), name, AuthValues.permissions(response.getPermList())));
    }

    @Override
    public CompletableFuture<RoleList> roles() {
        return call(
                AuthGrpc.getRoleListMethod(),
                AuthRoleListRequest.getDefaultInstance(),
                Effect.READ,
                response -> new RoleList(Wire.header(response.getHeader()), response.getRolesList()));
    }

    @Override
    public CompletableFuture<Header> deleteRole(String name) {
        AuthRoleDeleteRequest request =
                AuthRoleDeleteRequest.newBuilder().setRole(name).build();
        return call(
                AuthGrpc.getRoleDeleteMethod(), request, Effect.WRITE, response -> Wire.header(response.getHeader()));
    }

    @Override
    public CompletableFuture<Header> grantPermission(String role, Permission permission) {
        AuthRoleGrantPermissionRequest request = AuthRoleGrantPermissionRequest.newBuilder()
                .setName(role)
                .setPerm(AuthValues.permission(permission))
                .build();
        return call(
                AuthGrpc.getRoleGrantPermissionMethod(),
                request,
                Effect.WRITE,
                response -> Wire.header(response.getHeader()));
    }

    @Override
    public CompletableFuture<Header> revokePermission(String role, KeyRange range) {
        AuthRoleRevokePermissionRequest request = AuthRoleRevokePermissionRequest.newBuilder()
                .setRole(role)
                .setKey(Wire.bytes(range.key()))
                .setRangeEnd(Wire.bytes(range.end()))
                .build();
        return call(
                AuthGrpc.getRoleRevokePermissionMethod(),
                request,
                Effect.WRITE,
                response -> Wire.header(response.getHeader()));
    }

    private <Q extends MessageLite, A, R> CompletableFuture<R> call(
            MethodDescriptor<Q, A> method, Q request, Effect effect, Function<? super A, ? extends R> result) {
        return caller.call(method, request, effect, Target.ANY, (answer, endpoint) -> result.apply(answer));
    }
}
