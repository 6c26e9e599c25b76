package io.fairlead.cli.command;

import io.fairlead.api.pb.etcdserverpb.DowngradeRequest;
import io.fairlead.api.pb.etcdserverpb.DowngradeRequest.DowngradeAction;
import io.fairlead.api.pb.etcdserverpb.DowngradeResponse;
import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import java.util.List;
import java.util.Locale;

/** {@code downgrade}: asks whether the cluster can go back to an older version, begins it, or calls it off. */
public final class DowngradeCommand implements Command {
    private final DowngradeAction action;
    private final String word;

    /** One of {@code downgrade validate}, {@code enable} and {@code cancel}. */
    public DowngradeCommand(DowngradeAction action) {
        this.action = action;
        this.word = action.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String usage() {
        return "downgrade " + word + (action == DowngradeAction.CANCEL ? "" : " <TARGET_VERSION>");
    }

    @Override
    public String summary() {
        return switch (action) {
            case ENABLE -> "Lets members of an older version into the cluster";
            case CANCEL -> "Calls a downgrade off";
            default -> "Asks whether the cluster can be downgraded to a version";
        };
    }

    @Override
    public int run(Invocation call) {
        List<String> words = call.arguments();
        DowngradeRequest.Builder request = DowngradeRequest.newBuilder().setAction(action);
        if (action != DowngradeAction.CANCEL) {
            if (words.isEmpty()) {
                throw CommandFailure.badArguments("TARGET_VERSION not provided");
            }
            if (words.size() > 1) {
                throw CommandFailure.badArguments("too many arguments");
            }
            request.setVersion(words.get(0));
        }
        DowngradeResponse response = call.connections().change(MaintenanceGrpc.getDowngradeMethod(), request.build());
        call.printer()
                .done(
                        "Downgrade " + word + " success, cluster version " + response.getVersion(),
                        response.getHeader(),
                        response);
        return ExitCode.SUCCESS;
    }
}
