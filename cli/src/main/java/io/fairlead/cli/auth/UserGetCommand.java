package io.fairlead.cli.auth;

import io.fairlead.api.pb.etcdserverpb.AuthGrpc;
import io.fairlead.api.pb.etcdserverpb.AuthUserGetRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserGetResponse;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import java.util.List;

/** {@code user get}: shows the roles of a user. */
public final class UserGetCommand implements Command {
    private static final FlagSet FLAGS = FlagSet.of(Flag.bool("detail", "show what each role allows"));

    @Override
    public String usage() {
        return "user get <user name> [options]";
    }

    @Override
    public String summary() {
        return "Shows the roles of a user";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public int run(Invocation call) {
        List<String> words = call.arguments();
        if (words.size() != 1) {
            throw CommandFailure.badArguments("user get command requires user name as its argument");
        }
        String user = words.get(0);
        AuthUserGetResponse response = call.connections()
                .ask(
                        AuthGrpc.getUserGetMethod(),
                        AuthUserGetRequest.newBuilder().setName(user).build());
        if (!call.flags().isOn("detail")) {
            call.printer().user(user, response);
            return ExitCode.SUCCESS;
        }
        call.console().out().println("User: " + user);
        for (String role : response.getRolesList()) {
            call.console().out().println();
            RoleGetCommand.show(role, call);
        }
        return ExitCode.SUCCESS;
    }
}
