package io.fairlead.cli.auth;

import io.fairlead.api.pb.etcdserverpb.AuthGrpc;
import io.fairlead.api.pb.etcdserverpb.AuthRoleListRequest;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;

/** {@code role list}: shows the roles. */
public final class RoleListCommand implements Command {
    @Override
    public String usage() {
        return "role list";
    }

    @Override
    public String summary() {
        return "Shows the roles";
    }

    @Override
    public int run(Invocation call) {
        if (!call.arguments().isEmpty()) {
            throw CommandFailure.badArguments("role list command requires no arguments");
        }
        call.printer()
                .roles(call.connections().ask(AuthGrpc.getRoleListMethod(), AuthRoleListRequest.getDefaultInstance()));
        return ExitCode.SUCCESS;
    }
}
