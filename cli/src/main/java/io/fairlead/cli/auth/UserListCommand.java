package io.fairlead.cli.auth;

import io.fairlead.api.pb.etcdserverpb.AuthGrpc;
import io.fairlead.api.pb.etcdserverpb.AuthUserListRequest;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;

/** {@code user list}: shows the users. */
public final class UserListCommand implements Command {
    @Override
    public String usage() {
        return "user list";
    }

    @Override
    public String summary() {
        return "Shows the users";
    }

    @Override
    public int run(Invocation call) {
        if (!call.arguments().isEmpty()) {
            throw CommandFailure.badArguments("user list command requires no arguments");
        }
        call.printer()
                .users(call.connections().ask(AuthGrpc.getUserListMethod(), AuthUserListRequest.getDefaultInstance()));
        return ExitCode.SUCCESS;
    }
}
