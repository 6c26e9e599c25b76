package io.fairlead.cli.auth;

import io.fairlead.api.pb.etcdserverpb.AuthDisableRequest;
import io.fairlead.api.pb.etcdserverpb.AuthDisableResponse;
import io.fairlead.api.pb.etcdserverpb.AuthGrpc;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;

/** {@code auth disable}: lets everybody do everything. */
public final class AuthDisableCommand implements Command {
    @Override
    public String usage() {
        return "auth disable";
    }

    @Override
    public String summary() {
        return "Turns authentication off";
    }

    @Override
    public int run(Invocation call) {
        if (!call.arguments().isEmpty()) {
            throw CommandFailure.badArguments("auth disable command does not accept any arguments");
        }
        AuthDisableResponse response =
                call.connections().change(AuthGrpc.getAuthDisableMethod(), AuthDisableRequest.getDefaultInstance());
        call.printer().done("Authentication Disabled", response.getHeader(), response);
        return ExitCode.SUCCESS;
    }
}
