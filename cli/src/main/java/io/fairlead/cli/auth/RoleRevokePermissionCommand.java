package io.fairlead.cli.auth;

import io.fairlead.api.pb.etcdserverpb.AuthGrpc;
import io.fairlead.api.pb.etcdserverpb.AuthRoleRevokePermissionRequest;
import io.fairlead.api.pb.etcdserverpb.AuthRoleRevokePermissionResponse;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.render.Ranges;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import java.util.List;

/** {@code role revoke-permission}: takes from a role what it was allowed. */
public final class RoleRevokePermissionCommand implements Command {
    private static final FlagSet FLAGS = FlagSet.of(
            Flag.bool("prefix", "all keys that begin with the key"), Flag.bool("from-key", "all keys from the key on"));

    @Override
    public String usage() {
        return "role revoke-permission [options] <role name> <key> [endkey]";
    }

    @Override
    public String summary() {
        return "Takes from a role what it was allowed";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public int run(Invocation call) {
        List<String> words = call.arguments();
        if (words.size() < 2) {
            throw CommandFailure.badArguments(
                    "role revoke-permission command requires role name and key [endkey] as its argument");
        }
        PermissionSpan span = PermissionSpan.of(words.subList(1, words.size()), call.flags());
        AuthRoleRevokePermissionRequest request = AuthRoleRevokePermissionRequest.newBuilder()
                .setRole(words.get(0))
                .setKey(span.key())
                .setRangeEnd(span.rangeEnd())
                .build();
        AuthRoleRevokePermissionResponse response =
                call.connections().change(AuthGrpc.getRoleRevokePermissionMethod(), request);
        String what = span.rangeEnd().isEmpty()
                ? "key " + span.key().toStringUtf8()
                : "range " + Ranges.interval(span.key(), span.rangeEnd());
        call.printer()
                .done(
                        "Permission of " + what + " is revoked from role " + words.get(0),
                        response.getHeader(),
                        response);
        return ExitCode.SUCCESS;
    }
}
