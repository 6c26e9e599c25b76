package io.fairlead.cli.auth;

import io.fairlead.api.pb.etcdserverpb.AuthGrpc;
import io.fairlead.api.pb.etcdserverpb.AuthRoleDeleteRequest;
import io.fairlead.api.pb.etcdserverpb.AuthRoleDeleteResponse;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import java.util.List;

/** {@code role delete}: takes a role from everybody, and removes it. */
public final class RoleDeleteCommand implements Command {
    @Override
    public String usage() {
        return "role delete <role name>";
    }

    @Override
    public String summary() {
        return "Removes a role";
    }

    @Override
    public int run(Invocation call) {
        List<String> words = call.arguments();
        if (words.size() != 1) {
            throw CommandFailure.badArguments("role delete command requires role name as its argument");
        }
        AuthRoleDeleteResponse response = call.connections()
                .change(
                        AuthGrpc.getRoleDeleteMethod(),
                        AuthRoleDeleteRequest.newBuilder().setRole(words.get(0)).build());
        call.printer().done("Role " + words.get(0) + " deleted", response.getHeader(), response);
        return ExitCode.SUCCESS;
    }
}
