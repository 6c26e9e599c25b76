package io.fairlead.cli.auth;

import io.fairlead.api.pb.etcdserverpb.AuthGrpc;
import io.fairlead.api.pb.etcdserverpb.AuthUserDeleteRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserDeleteResponse;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import java.util.List;

/** {@code user delete}: removes a user. */
public final class UserDeleteCommand implements Command {
    @Override
    public String usage() {
        return "user delete <user name>";
    }

    @Override
    public String summary() {
        return "Removes a user";
    }

    @Override
    public int run(Invocation call) {
        List<String> words = call.arguments();
        if (words.size() != 1) {
            throw CommandFailure.badArguments("user delete command requires user name as its argument");
        }
        AuthUserDeleteResponse response = call.connections()
                .change(
                        AuthGrpc.getUserDeleteMethod(),
                        AuthUserDeleteRequest.newBuilder().setName(words.get(0)).build());
        call.printer().done("User " + words.get(0) + " deleted", response.getHeader(), response);
        return ExitCode.SUCCESS;
    }
}
