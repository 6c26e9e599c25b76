package io.fairlead.cli.auth;

import io.fairlead.api.pb.etcdserverpb.AuthGrpc;
import io.fairlead.api.pb.etcdserverpb.AuthUserChangePasswordRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserChangePasswordResponse;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagKind;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import java.util.List;

/** {@code user passwd}: changes the password of a user. */
public final class UserPasswdCommand implements Command {
    private static final FlagSet FLAGS = FlagSet.of(
            new Flag("interactive", "", FlagKind.BOOL, "true", "=false: read the password from standard input"));

    @Override
    public String usage() {
        return "user passwd <user name> [options]";
    }

    @Override
    public String summary() {
        return "Changes the password of a user";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public int run(Invocation call) {
        List<String> words = call.arguments();
        if (words.size() != 1) {
            throw CommandFailure.badArguments("user passwd command requires user name as its argument");
        }
        AuthUserChangePasswordRequest request = AuthUserChangePasswordRequest.newBuilder()
                .setName(words.get(0))
                .setPassword(Passwords.read(words.get(0), call))
                .build();
        AuthUserChangePasswordResponse response =
                call.connections().change(AuthGrpc.getUserChangePasswordMethod(), request);
        call.printer().done("Password updated", response.getHeader(), response);
        return ExitCode.SUCCESS;
    }
}
