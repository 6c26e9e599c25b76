package io.fairlead.cli.auth;

import io.fairlead.api.pb.authpb.UserAddOptions;
import io.fairlead.api.pb.etcdserverpb.AuthGrpc;
import io.fairlead.api.pb.etcdserverpb.AuthUserAddRequest;
import io.fairlead.api.pb.etcdserverpb.AuthUserAddResponse;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagKind;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import io.fairlead.cli.wire.Login;
import java.util.List;

/** {@code user add}: adds a user, who may do nothing yet. */
public final class UserAddCommand implements Command {
    private static final FlagSet FLAGS = FlagSet.of(
            new Flag("interactive", "", FlagKind.BOOL, "true", "=false: read the password from standard input"),
            Flag.string("new-user-password", "", "the password"),
            Flag.bool("no-password", "a user without a password, known by a certificate alone"));

    @Override
    public String usage() {
        return "user add <user name or user:password> [options]";
    }

    @Override
    public String summary() {
        return "Adds a user";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public String manual() {
        return """
            Without a password on the line you are asked for it. What a user may do comes from roles:

            	$ fairlead user add ann
            	$ fairlead role add readers
            	$ fairlead role grant-permission readers read config/ --prefix
            	$ fairlead user grant-role ann readers\
            """;
    }

    @Override
    public int run(Invocation call) {
        List<String> words = call.arguments();
        if (words.size() != 1) {
            throw CommandFailure.badArguments("user add command requires user name as its argument");
        }
        Login login = login(words.get(0), call);
        if (login.user().isEmpty()) {
            throw CommandFailure.badArguments("empty user name is not allowed");
        }
        AuthUserAddRequest request = AuthUserAddRequest.newBuilder()
                .setName(login.user())
                .setPassword(login.password())
                .setOptions(
                        UserAddOptions.newBuilder().setNoPassword(call.flags().isOn("no-password")))
                .build();
        AuthUserAddResponse response = call.connections().change(AuthGrpc.getUserAddMethod(), request);
        call.printer().done("User " + login.user() + " created", response.getHeader(), response);
        return ExitCode.SUCCESS;
    }

    private static Login login(String word, Invocation call) {
        String given = call.flags().text("new-user-password");
        if (call.flags().isOn("no-password") || !given.isEmpty()) {
            return new Login(word, given);
        }
        int colon = word.indexOf(':');
        if (colon >= 0) {
            return new Login(word.substring(0, colon), word.substring(colon + 1));
        }
        return new Login(word, Passwords.read(word, call));
    }
}
