package io.fairlead.cli.auth;

import io.fairlead.api.pb.etcdserverpb.AuthGrpc;
import io.fairlead.api.pb.etcdserverpb.AuthUserRevokeRoleRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserRevokeRoleResponse;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import java.util.List;

/** {@code user revoke-role}: takes a role from a user. */
public final class UserRevokeRoleCommand implements Command {
    @Override
    public String usage() {
        return "user revoke-role <user name> <role name>";
    }

    @Override
    public String summary() {
        return "Takes a role from a user";
    }

    @Override
    public int run(Invocation call) {
        List<String> words = call.arguments();
        if (words.size() != 2) {
            throw CommandFailure.badArguments("user revoke-role requires user name and role name as its argument");
        }
        AuthUserRevokeRoleResponse response = call.connections()
                .change(
                        AuthGrpc.getUserRevokeRoleMethod(),
                        AuthUserRevokeRoleRequest.newBuilder()
                                .setName(words.get(0))
                                .setRole(words.get(1))
                                .build());
        call.printer()
                .done("Role " + words.get(1) + " is revoked from user " + words.get(0), response.getHeader(), response);
        return ExitCode.SUCCESS;
    }
}
