package io.fairlead.cli.auth;

import io.fairlead.api.pb.authpb.Permission;
import io.fairlead.api.pb.etcdserverpb.AuthGrpc;
import io.fairlead.api.pb.etcdserverpb.AuthRoleGrantPermissionRequest;
import io.fairlead.api.pb.etcdserverpb.AuthRoleGrantPermissionResponse;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import java.util.List;
import java.util.Locale;

/** {@code role grant-permission}: allows a role to read or write keys. */
public final class RoleGrantPermissionCommand implements Command {
    private static final FlagSet FLAGS = FlagSet.of(
            Flag.bool("prefix", "all keys that begin with the key"), Flag.bool("from-key", "all keys from the key on"));

    private static final int MIN_WORDS = 3;

    @Override
    public String usage() {
        return "role grant-permission [options] <role name> <permission type> <key> [endkey]";
    }

    @Override
    public String summary() {
        return "Allows a role to read or write keys";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public String manual() {
        return """
            The permission type is read, write or readwrite.

            	$ fairlead role grant-permission readers read config/ --prefix
            	$ fairlead role grant-permission owner readwrite a m\
            """;
    }

    @Override
    public int run(Invocation call) {
        List<String> words = call.arguments();
        if (words.size() < MIN_WORDS) {
            throw CommandFailure.badArguments(
                    "role grant command requires role name, permission type, and key [endkey]" + " as its argument");
        }
        PermissionSpan span = PermissionSpan.of(words.subList(2, words.size()), call.flags());
        AuthRoleGrantPermissionRequest request = AuthRoleGrantPermissionRequest.newBuilder()
                .setName(words.get(0))
                .setPerm(Permission.newBuilder()
                        .setPermType(type(words.get(1)))
                        .setKey(span.key())
                        .setRangeEnd(span.rangeEnd()))
                .build();
        AuthRoleGrantPermissionResponse response =
                call.connections().change(AuthGrpc.getRoleGrantPermissionMethod(), request);
        call.printer().done("Role " + words.get(0) + " updated", response.getHeader(), response);
        return ExitCode.SUCCESS;
    }

    private static Permission.Type type(String word) {
        try {
            return Permission.Type.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw CommandFailure.badArguments("invalid permission type: " + word);
        }
    }
}
