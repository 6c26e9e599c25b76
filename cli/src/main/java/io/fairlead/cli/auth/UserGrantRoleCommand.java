package io.fairlead.cli.auth;

import io.fairlead.api.pb.etcdserverpb.AuthGrpc;
import io.fairlead.api.pb.etcdserverpb.AuthUserGrantRoleRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserGrantRoleResponse;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import java.util.List;

/** {@code user grant-role}: gives a user a role. */
public final class UserGrantRoleCommand implements Command {
    @Override
    public String usage() {
        return "user grant-role <user name> <role name>";
    }

    @Override
    public String summary() {
        return "Gives a user a role";
    }

    @Override
    public int run(Invocation call) {
        List<String> words = call.arguments();
        if (words.size() != 2) {
            throw CommandFailure.badArguments("user grant command requires user name and role name as its argument");
        }
        AuthUserGrantRoleResponse response = call.connections()
                .change(
                        AuthGrpc.getUserGrantRoleMethod(),
                        AuthUserGrantRoleRequest.newBuilder()
                                .setUser(words.get(0))
                                .setRole(words.get(1))
                                .build());
        call.printer()
                .done("Role " + words.get(1) + " is granted to user " + words.get(0), response.getHeader(), response);
        return ExitCode.SUCCESS;
    }
}
