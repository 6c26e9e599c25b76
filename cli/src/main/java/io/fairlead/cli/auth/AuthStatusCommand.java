package io.fairlead.cli.auth;

import io.fairlead.api.pb.etcdserverpb.AuthGrpc;
import io.fairlead.api.pb.etcdserverpb.AuthStatusRequest;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;

/** {@code auth status}: tells whether authentication is on. */
public final class AuthStatusCommand implements Command {
    @Override
    public String usage() {
        return "auth status";
    }

    @Override
    public String summary() {
        return "Tells whether authentication is on";
    }

    @Override
    public int run(Invocation call) {
        if (!call.arguments().isEmpty()) {
            throw CommandFailure.badArguments("auth status command does not accept any arguments");
        }
        call.printer()
                .authStatus(
                        call.connections().ask(AuthGrpc.getAuthStatusMethod(), AuthStatusRequest.getDefaultInstance()));
        return ExitCode.SUCCESS;
    }
}
