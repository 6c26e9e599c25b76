package io.fairlead.cli.command;

import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.api.pb.etcdserverpb.StatusRequest;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.render.EndpointStatus;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import io.fairlead.cli.wire.Connections;
import io.fairlead.cli.wire.Endpoint;
import java.util.ArrayList;
import java.util.List;

/** {@code endpoint status}: what each endpoint says of itself. */
public final class EndpointStatusCommand implements Command {
    private static final FlagSet FLAGS = FlagSet.of(EndpointFlags.CLUSTER);

    @Override
    public String usage() {
        return "endpoint status [options]";
    }

    @Override
    public String summary() {
        return "Shows what each endpoint says of itself";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public int run(Invocation call) {
        Connections connections = EndpointFlags.connections(call);
        List<EndpointAnswer<EndpointStatus>> answers =
                EndpointFlags.askAll(connections.endpoints(), endpoint -> ask(connections, endpoint));
        List<EndpointStatus> statuses = new ArrayList<>();
        int exitCode = ExitCode.SUCCESS;
        for (EndpointAnswer<EndpointStatus> answer : answers) {
            answer.value().ifPresent(statuses::add);
            if (!answer.error().isEmpty()) {
                exitCode = ExitCode.ERROR;
                call.console()
                        .err()
                        .println("Failed to get the status of endpoint "
                                + answer.endpoint().text() + " (" + answer.error() + ")");
            }
        }
        call.printer().endpointStatus(statuses);
        return exitCode;
    }

    private static EndpointAnswer<EndpointStatus> ask(Connections connections, Endpoint endpoint) {
        try {
            return EndpointAnswer.of(
                    endpoint,
                    new EndpointStatus(
                            endpoint.text(),
                            connections.callAt(
                                    endpoint, MaintenanceGrpc.getStatusMethod(), StatusRequest.getDefaultInstance())));
        } catch (CommandFailure e) {
            return EndpointAnswer.failed(endpoint, e);
        }
    }
}
