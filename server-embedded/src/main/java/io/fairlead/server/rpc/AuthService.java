package io.fairlead.server.rpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.authpb.Role;
import io.fairlead.api.pb.etcdserverpb.AuthDisableRequest;
import io.fairlead.api.pb.etcdserverpb.AuthDisableResponse;
import io.fairlead.api.pb.etcdserverpb.AuthEnableRequest;
import io.fairlead.api.pb.etcdserverpb.AuthEnableResponse;
import io.fairlead.api.pb.etcdserverpb.AuthGrpc;
import io.fairlead.api.pb.etcdserverpb.AuthRoleAddRequest;
import io.fairlead.api.pb.etcdserverpb.AuthRoleAddResponse;
import io.fairlead.api.pb.etcdserverpb.AuthRoleDeleteRequest;
import io.fairlead.api.pb.etcdserverpb.AuthRoleDeleteResponse;
import io.fairlead.api.pb.etcdserverpb.AuthRoleGetRequest;
import io.fairlead.api.pb.etcdserverpb.AuthRoleGetResponse;
import io.fairlead.api.pb.etcdserverpb.AuthRoleGrantPermissionRequest;
import io.fairlead.api.pb.etcdserverpb.AuthRoleGrantPermissionResponse;
import io.fairlead.api.pb.etcdserverpb.AuthRoleListRequest;
import io.fairlead.api.pb.etcdserverpb.AuthRoleListResponse;
import io.fairlead.api.pb.etcdserverpb.AuthRoleRevokePermissionRequest;
import io.fairlead.api.pb.etcdserverpb.AuthRoleRevokePermissionResponse;
import io.fairlead.api.pb.etcdserverpb.AuthStatusRequest;
import io.fairlead.api.pb.etcdserverpb.AuthStatusResponse;
import io.fairlead.api.pb.etcdserverpb.AuthUserAddRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserAddResponse;
import io.fairlead.api.pb.etcdserverpb.AuthUserChangePasswordRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserChangePasswordResponse;
import io.fairlead.api.pb.etcdserverpb.AuthUserDeleteRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserDeleteResponse;
import io.fairlead.api.pb.etcdserverpb.AuthUserGetRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserGetResponse;
import io.fairlead.api.pb.etcdserverpb.AuthUserGrantRoleRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserGrantRoleResponse;
import io.fairlead.api.pb.etcdserverpb.AuthUserListRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserListResponse;
import io.fairlead.api.pb.etcdserverpb.AuthUserRevokeRoleRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserRevokeRoleResponse;
import io.fairlead.api.pb.etcdserverpb.AuthenticateRequest;
import io.fairlead.api.pb.etcdserverpb.AuthenticateResponse;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.server.access.Access;
import io.fairlead.server.access.LeaseKeys;
import io.fairlead.server.access.Right;
import io.fairlead.server.auth.AuthView;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.node.Node;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** etcd's Auth service. What changes users and roles goes through the log, with hashes in the place of passwords. */
final class AuthService extends AuthGrpc.AuthImplBase {
    private final Node node;
    private final Desk desk;
    private final PasswordDesk passwords;
    private final Logins logins;

    AuthService(Node node, Desk desk, PasswordDesk passwords) {
        this.node = node;
        this.desk = desk;
        this.passwords = passwords;
        this.logins = new Logins(node, passwords, desk::executor);
    }

    @Override
    public void authenticate(AuthenticateRequest request, StreamObserver<AuthenticateResponse> call) {
        if (desk.admits(call)) {
            desk.answer(
                    call,
                    logins.login(request.getName(), request.getPassword()),
                    token -> AuthenticateResponse.newBuilder()
                            .setHeader(header())
                            .setToken(token)
                            .build());
        }
    }

    @Override
    public void authEnable(AuthEnableRequest request, StreamObserver<AuthEnableResponse> call) {
        change(CommandKind.AUTH_ENABLE, request, call);
    }

    @Override
    public void authDisable(AuthDisableRequest request, StreamObserver<AuthDisableResponse> call) {
        change(CommandKind.AUTH_DISABLE, request, call);
    }

    @Override
    public void authStatus(AuthStatusRequest request, StreamObserver<AuthStatusResponse> call) {
        read(
                call,
                Right.ADMIN,
                request,
                users -> Answer.ok(AuthStatusResponse.newBuilder()
                        .setHeader(header())
                        .setEnabled(users.enabled())
                        .setAuthRevision(users.revision())
                        .build()));
    }

    @Override
    public void userAdd(AuthUserAddRequest request, StreamObserver<AuthUserAddResponse> call) {
        AuthUserAddRequest bare =
                request.toBuilder().clearPassword().clearHashedPassword().build();
        if (request.getOptions().getNoPassword()) {
            change(CommandKind.AUTH_USER_ADD, bare, call);
        } else {
            changeWithPassword(
                    CommandKind.AUTH_USER_ADD,
                    request.getPassword(),
                    hash -> bare.toBuilder().setHashedPassword(hash).build(),
                    call);
        }
    }

    @Override
    public void userChangePassword(
            AuthUserChangePasswordRequest request, StreamObserver<AuthUserChangePasswordResponse> call) {
        AuthUserChangePasswordRequest bare =
                request.toBuilder().clearPassword().clearHashedPassword().build();
        changeWithPassword(
                CommandKind.AUTH_USER_CHANGE_PASSWORD,
                request.getPassword(),
                hash -> bare.toBuilder().setHashedPassword(hash).build(),
                call);
    }

    @Override
    public void userGet(AuthUserGetRequest request, StreamObserver<AuthUserGetResponse> call) {
        read(
                call,
                Right.USER_GET,
                request,
                users -> users.user(request.getName())
                        .map(user -> Answer.ok(AuthUserGetResponse.newBuilder()
                                .setHeader(header())
                                .addAllRoles(user.getRolesList())
                                .build()))
                        .orElseGet(() -> Answer.refused(EtcdError.USER_NOT_FOUND)));
    }

    @Override
    public void userList(AuthUserListRequest request, StreamObserver<AuthUserListResponse> call) {
        read(
                call,
                Right.ADMIN,
                request,
                users -> Answer.ok(AuthUserListResponse.newBuilder()
                        .setHeader(header())
                        .addAllUsers(users.userNames())
                        .build()));
    }

    @Override
    public void userDelete(AuthUserDeleteRequest request, StreamObserver<AuthUserDeleteResponse> call) {
        change(CommandKind.AUTH_USER_DELETE, request, call);
    }

    @Override
    public void userGrantRole(AuthUserGrantRoleRequest request, StreamObserver<AuthUserGrantRoleResponse> call) {
        change(CommandKind.AUTH_USER_GRANT_ROLE, request, call);
    }

    @Override
    public void userRevokeRole(AuthUserRevokeRoleRequest request, StreamObserver<AuthUserRevokeRoleResponse> call) {
        change(CommandKind.AUTH_USER_REVOKE_ROLE, request, call);
    }

    @Override
    public void roleAdd(AuthRoleAddRequest request, StreamObserver<AuthRoleAddResponse> call) {
        change(CommandKind.AUTH_ROLE_ADD, request, call);
    }

    @Override
    public void roleGet(AuthRoleGetRequest request, StreamObserver<AuthRoleGetResponse> call) {
        read(
                call,
                Right.ROLE_GET,
                request,
                users -> users.role(request.getRole())
                        .map(Role::getKeyPermissionList)
                        .map(permissions -> Answer.ok(AuthRoleGetResponse.newBuilder()
                                .setHeader(header())
                                .addAllPerm(permissions)
                                .build()))
                        .orElseGet(() -> Answer.refused(EtcdError.ROLE_NOT_FOUND)));
    }

    @Override
    public void roleList(AuthRoleListRequest request, StreamObserver<AuthRoleListResponse> call) {
        read(
                call,
                Right.ADMIN,
                request,
                users -> Answer.ok(AuthRoleListResponse.newBuilder()
                        .setHeader(header())
                        .addAllRoles(users.roleNames())
                        .build()));
    }

    @Override
    public void roleDelete(AuthRoleDeleteRequest request, StreamObserver<AuthRoleDeleteResponse> call) {
        change(CommandKind.AUTH_ROLE_DELETE, request, call);
    }

    @Override
    public void roleGrantPermission(
            AuthRoleGrantPermissionRequest request, StreamObserver<AuthRoleGrantPermissionResponse> call) {
        change(CommandKind.AUTH_ROLE_GRANT_PERMISSION, request, call);
    }

    @Override
    public void roleRevokePermission(
            AuthRoleRevokePermissionRequest request, StreamObserver<AuthRoleRevokePermissionResponse> call) {
        change(CommandKind.AUTH_ROLE_REVOKE_PERMISSION, request, call);
    }

    @SuppressWarnings("unchecked") // a command's response is that of the method that proposes it
    private <R extends Message> void change(CommandKind kind, MessageLite request, StreamObserver<R> call) {
        if (desk.admits(call)) {
            desk.serve(call, requester -> node.propose(kind, request, requester), done -> filled((R) done));
        }
    }

    /**
     * Changes what a password is part of.
     *
     * @param logged makes what goes to the log of the password's hash, which stands there in Base64, as in etcd's
     */
    @SuppressWarnings("unchecked") // a command's response is that of the method that proposes it
    private <R extends Message> void changeWithPassword(
            CommandKind kind, String password, Function<String, MessageLite> logged, StreamObserver<R> call) {
        if (!desk.admits(call)) {
            return;
        }
        CompletableFuture<Answer<byte[]>> hashed = passwords.hash(password.getBytes(StandardCharsets.UTF_8));
        desk.serve(
                call,
                requester -> hashed.thenCompose(answer -> {
                    if (answer instanceof Answer.Refused<byte[]> refused) {
                        return CompletableFuture.completedFuture(Answer.<MessageLite>refused(refused.error()));
                    }
                    byte[] hash = ((Answer.Ok<byte[]>) answer).value();
                    return node.propose(kind, logged.apply(Base64.getEncoder().encodeToString(hash)), requester);
                }),
                done -> filled((R) done));
    }

    /** Reads users and roles as they are once everything committed before the call is applied, if the caller still may then. */
    private <R> void read(
            StreamObserver<R> call, Right right, MessageLite request, Function<AuthView, Answer<R>> reading) {
        if (!desk.admits(call)) {
            return;
        }
        desk.serve(
                call,
                requester -> node.linearizableReadBarrier()
                        .thenApplyAsync(
                                applied -> applied.flatMap(index -> {
                                    AuthView users = node.auth();
                                    return Access.refusal(users, requester, right.needs(request, LeaseKeys.UNKNOWN))
                                            .map(Answer::<R>refused)
                                            .orElseGet(() -> reading.apply(users));
                                }),
                                desk.executor()),
                Function.identity());
    }

    private ResponseHeader header() {
        return desk.headers().at(node.revision());
    }

    /** The response that applying gave, with its header, which has the revision, filled up. */
    @SuppressWarnings("unchecked") // a message's builder builds such messages
    private <R extends Message> R filled(R response) {
        FieldDescriptor header = response.getDescriptorForType().findFieldByName("header");
        long revision = ((ResponseHeader) response.getField(header)).getRevision();
        return (R) response.toBuilder()
                .setField(header, desk.headers().at(revision))
                .build();
    }
}
