package io.fairlead.cli.auth;

import io.fairlead.api.pb.etcdserverpb.AuthGrpc;
import io.fairlead.api.pb.etcdserverpb.AuthRoleGetRequest;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import java.util.List;

/** {@code role get}: shows what a role allows. */
public final class RoleGetCommand implements Command {
    @Override
    public String usage() {
        return "role get <role name>";
    }

    @Override
    public String summary() {
        return "Shows what a role allows";
    }

    @Override
    public int run(Invocation call) {
        List<String> words = call.arguments();
        if (words.size() != 1) {
            throw CommandFailure.badArguments("role get command requires role name as its argument");
        }
        show(words.get(0), call);
        return ExitCode.SUCCESS;
    }

    static void show(String role, Invocation call) {
        AuthRoleGetRequest request =
                AuthRoleGetRequest.newBuilder().setRole(role).build();
        call.printer().role(role, call.connections().ask(AuthGrpc.getRoleGetMethod(), request));
    }
}
