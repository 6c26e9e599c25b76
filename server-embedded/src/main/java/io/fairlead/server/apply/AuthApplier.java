package io.fairlead.server.apply;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.AuthDisableResponse;
import io.fairlead.api.pb.etcdserverpb.AuthEnableResponse;
import io.fairlead.api.pb.etcdserverpb.AuthRoleAddRequest;
import io.fairlead.api.pb.etcdserverpb.AuthRoleAddResponse;
import io.fairlead.api.pb.etcdserverpb.AuthRoleDeleteRequest;
import io.fairlead.api.pb.etcdserverpb.AuthRoleDeleteResponse;
import io.fairlead.api.pb.etcdserverpb.AuthRoleGrantPermissionRequest;
import io.fairlead.api.pb.etcdserverpb.AuthRoleGrantPermissionResponse;
import io.fairlead.api.pb.etcdserverpb.AuthRoleRevokePermissionRequest;
import io.fairlead.api.pb.etcdserverpb.AuthRoleRevokePermissionResponse;
import io.fairlead.api.pb.etcdserverpb.AuthUserAddRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserAddResponse;
import io.fairlead.api.pb.etcdserverpb.AuthUserChangePasswordRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserChangePasswordResponse;
import io.fairlead.api.pb.etcdserverpb.AuthUserDeleteRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserDeleteResponse;
import io.fairlead.api.pb.etcdserverpb.AuthUserGrantRoleRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserGrantRoleResponse;
import io.fairlead.api.pb.etcdserverpb.AuthUserRevokeRoleRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserRevokeRoleResponse;
import io.fairlead.api.pb.etcdserverpb.AuthenticateResponse;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.server.access.Access;
import io.fairlead.server.access.CommandRights;
import io.fairlead.server.access.LeaseKeys;
import io.fairlead.server.auth.AuthStore;
import io.fairlead.server.check.Invariant;
import io.fairlead.server.command.Command;
import io.fairlead.server.pb.etcdserverpb.InternalAuthenticateRequest;
import io.fairlead.server.storage.backend.Batch;
import java.util.Base64;
import java.util.Optional;

/**
 * Users and roles: carries out commands about them, and is the outermost gate for all commands. Apply loop.
 *
 * <p>The gate stands before every other one and takes no part in what they do.
 */
final class AuthApplier {
    private final AuthStore auth;
    private final LeaseKeys leases;

    /** @param leases with the changes of the batch under way */
    AuthApplier(AuthStore auth, LeaseKeys leases) {
        this.auth = auth;
        this.leases = leases;
    }

    /** The gate: why the one who asked for {@code command} may not have it carried out, with the rights of this moment. */
    Optional<EtcdError> refusal(Command command) {
        if (!auth.working().enabled()) {
            return Optional.empty();
        }
        return Access.refusal(
                auth.working(),
                command.requester(),
                CommandRights.of(command.kind()).needs(command.request(), leases));
    }

    /** @param revision of the keyspace, for the header */
    Answer<MessageLite> apply(Command command, Batch batch, long revision) {
        ResponseHeader header =
                ResponseHeader.newBuilder().setRevision(revision).build();
        return switch (command.kind()) {
            case AUTH_ENABLE ->
                answer(
                        auth.enable(batch),
                        AuthEnableResponse.newBuilder().setHeader(header).build());
            case AUTH_DISABLE ->
                answer(
                        auth.disable(batch),
                        AuthDisableResponse.newBuilder().setHeader(header).build());
            case AUTHENTICATE -> {
                InternalAuthenticateRequest proved = command.as(InternalAuthenticateRequest.class);
                yield answer(
                        auth.authenticated(
                                proved.getName(), command.requester().authRevision(), proved.getSimpleToken()),
                        AuthenticateResponse.newBuilder().setHeader(header).build());
            }
            case AUTH_USER_ADD -> {
                AuthUserAddRequest user = command.as(AuthUserAddRequest.class);
                yield answer(
                        auth.addUser(user.getName(), hash(user.getHashedPassword()), user.getOptions(), batch),
                        AuthUserAddResponse.newBuilder().setHeader(header).build());
            }
            case AUTH_USER_DELETE ->
                answer(
                        auth.deleteUser(command.as(AuthUserDeleteRequest.class).getName(), batch),
                        AuthUserDeleteResponse.newBuilder().setHeader(header).build());
            case AUTH_USER_CHANGE_PASSWORD -> {
                AuthUserChangePasswordRequest change = command.as(AuthUserChangePasswordRequest.class);
                yield answer(
                        auth.changePassword(change.getName(), hash(change.getHashedPassword()), batch),
                        AuthUserChangePasswordResponse.newBuilder()
                                .setHeader(header)
                                .build());
            }
            case AUTH_USER_GRANT_ROLE -> {
                AuthUserGrantRoleRequest grant = command.as(AuthUserGrantRoleRequest.class);
                yield answer(
                        auth.grantRole(grant.getUser(), grant.getRole(), batch),
                        AuthUserGrantRoleResponse.newBuilder().setHeader(header).build());
            }
            case AUTH_USER_REVOKE_ROLE -> {
                AuthUserRevokeRoleRequest revoke = command.as(AuthUserRevokeRoleRequest.class);
                yield answer(
                        auth.revokeRole(revoke.getName(), revoke.getRole(), batch),
                        AuthUserRevokeRoleResponse.newBuilder()
                                .setHeader(header)
                                .build());
            }
            case AUTH_ROLE_ADD ->
                answer(
                        auth.addRole(command.as(AuthRoleAddRequest.class).getName(), batch),
                        AuthRoleAddResponse.newBuilder().setHeader(header).build());
            case AUTH_ROLE_DELETE ->
                answer(
                        auth.deleteRole(command.as(AuthRoleDeleteRequest.class).getRole(), batch),
                        AuthRoleDeleteResponse.newBuilder().setHeader(header).build());
            case AUTH_ROLE_GRANT_PERMISSION -> {
                AuthRoleGrantPermissionRequest grant = command.as(AuthRoleGrantPermissionRequest.class);
                yield answer(
                        auth.grantPermission(
                                grant.getName(),
                                grant.hasPerm() ? Optional.of(grant.getPerm()) : Optional.empty(),
                                batch),
                        AuthRoleGrantPermissionResponse.newBuilder()
                                .setHeader(header)
                                .build());
            }
            case AUTH_ROLE_REVOKE_PERMISSION -> {
                AuthRoleRevokePermissionRequest revoke = command.as(AuthRoleRevokePermissionRequest.class);
                yield answer(
                        auth.revokePermission(revoke.getRole(), revoke.getKey(), revoke.getRangeEnd(), batch),
                        AuthRoleRevokePermissionResponse.newBuilder()
                                .setHeader(header)
                                .build());
            }
            default -> throw Invariant.unreachable(command.kind() + " is not about users and roles");
        };
    }

    private static Answer<MessageLite> answer(Optional<EtcdError> refusal, MessageLite done) {
        return refusal.<Answer<MessageLite>>map(Answer::refused).orElseGet(() -> Answer.ok(done));
    }

    /** In the log a hash stands in Base64, as in etcd's. One that is none of ours belongs to no password. */
    private static ByteString hash(String encoded) {
        try {
            return ByteString.copyFrom(Base64.getDecoder().decode(encoded));
        } catch (IllegalArgumentException e) {
            return ByteString.EMPTY;
        }
    }
}
