package io.fairlead.cli.auth;

import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.AuthEnableRequest;
import io.fairlead.api.pb.etcdserverpb.AuthEnableResponse;
import io.fairlead.api.pb.etcdserverpb.AuthGrpc;
import io.fairlead.api.pb.etcdserverpb.AuthRoleAddRequest;
import io.fairlead.api.pb.etcdserverpb.AuthRoleAddResponse;
import io.fairlead.api.pb.etcdserverpb.AuthUserGrantRoleRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserGrantRoleResponse;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import io.fairlead.cli.wire.Connections;

/** {@code auth enable}: asks everybody who they are from now on, and makes root of the user root if need be. */
public final class AuthEnableCommand implements Command {
    @Override
    public String usage() {
        return "auth enable";
    }

    @Override
    public String summary() {
        return "Turns authentication on; needs a user root";
    }

    @Override
    public String manual() {
        return """
            From then on every call needs a user with a role that allows it. Give yourself root first:

            	$ fairlead user add root
            	$ fairlead auth enable
            	$ fairlead --user=root get key\
            """;
    }

    @Override
    public int run(Invocation call) {
        if (!call.arguments().isEmpty()) {
            throw CommandFailure.badArguments("auth enable command does not accept any arguments");
        }
        AuthEnableResponse response;
        try {
            response = enable(call.connections());
        } catch (CommandFailure e) {
            if (!EtcdError.ROOT_ROLE_NOT_GRANTED.text().equals(e.getMessage())) {
                throw e;
            }
            makeRoot(call.connections());
            response = enable(call.connections());
        }
        call.printer().done("Authentication Enabled", response.getHeader(), response);
        return ExitCode.SUCCESS;
    }

    private static AuthEnableResponse enable(Connections connections) {
        return connections.change(AuthGrpc.getAuthEnableMethod(), AuthEnableRequest.getDefaultInstance());
    }

    private static void makeRoot(Connections connections) {
        try {
            AuthRoleAddResponse unused = connections.change(
                    AuthGrpc.getRoleAddMethod(),
                    AuthRoleAddRequest.newBuilder().setName("root").build());
        } catch (CommandFailure e) {
            if (!EtcdError.ROLE_EXISTS.text().equals(e.getMessage())) {
                throw e;
            }
        }
        AuthUserGrantRoleResponse unused = connections.change(
                AuthGrpc.getUserGrantRoleMethod(),
                AuthUserGrantRoleRequest.newBuilder()
                        .setUser("root")
                        .setRole("root")
                        .build());
    }
}
