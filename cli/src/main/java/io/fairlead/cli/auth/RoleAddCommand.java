package io.fairlead.cli.auth;

import io.fairlead.api.pb.etcdserverpb.AuthGrpc;
import io.fairlead.api.pb.etcdserverpb.AuthRoleAddRequest;
import io.fairlead.api.pb.etcdserverpb.AuthRoleAddResponse;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import java.util.List;

/** {@code role add}: adds a role that allows nothing yet. */
public final class RoleAddCommand implements Command {
    @Override
    public String usage() {
        return "role add <role name>";
    }

    @Override
    public String summary() {
        return "Adds a role";
    }

    @Override
    public int run(Invocation call) {
        List<String> words = call.arguments();
        if (words.size() != 1) {
            throw CommandFailure.badArguments("role add command requires role name as its argument");
        }
        AuthRoleAddResponse response = call.connections()
                .change(
                        AuthGrpc.getRoleAddMethod(),
                        AuthRoleAddRequest.newBuilder().setName(words.get(0)).build());
        call.printer().done("Role " + words.get(0) + " created", response.getHeader(), response);
        return ExitCode.SUCCESS;
    }
}
