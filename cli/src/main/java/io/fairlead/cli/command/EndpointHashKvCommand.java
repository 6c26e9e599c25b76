package io.fairlead.cli.command;

import io.fairlead.api.pb.etcdserverpb.HashKVRequest;
import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.render.EndpointHash;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import io.fairlead.cli.wire.Connections;
import io.fairlead.cli.wire.Endpoint;
import java.util.ArrayList;
import java.util.List;

/** {@code endpoint hashkv}: the hash of the keys at each endpoint, to compare members with. */
public final class EndpointHashKvCommand implements Command {
    private static final FlagSet FLAGS =
            FlagSet.of(EndpointFlags.CLUSTER, Flag.int64("rev", 0, "keys up to this revision; 0: now"));

    @Override
    public String usage() {
        return "endpoint hashkv [options]";
    }

    @Override
    public String summary() {
        return "Shows the hash of the keys at each endpoint";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public int run(Invocation call) {
        HashKVRequest request = HashKVRequest.newBuilder()
                .setRevision(call.flags().number("rev"))
                .build();
        Connections connections = EndpointFlags.connections(call);
        List<EndpointAnswer<EndpointHash>> answers =
                EndpointFlags.askAll(connections.endpoints(), endpoint -> ask(connections, endpoint, request));
        List<EndpointHash> hashes = new ArrayList<>();
        String error = "";
        for (EndpointAnswer<EndpointHash> answer : answers) {
            answer.value().ifPresent(hashes::add);
            if (!answer.error().isEmpty()) {
                error = answer.error();
                call.console()
                        .err()
                        .println("Failed to get the hash of endpoint "
                                + answer.endpoint().text() + " (" + error + ")");
            }
        }
        call.printer().endpointHash(hashes);
        if (!error.isEmpty()) {
            throw CommandFailure.error(error);
        }
        return ExitCode.SUCCESS;
    }

    private static EndpointAnswer<EndpointHash> ask(Connections connections, Endpoint endpoint, HashKVRequest request) {
        try {
            return EndpointAnswer.of(
                    endpoint,
                    new EndpointHash(
                            endpoint.text(), connections.callAt(endpoint, MaintenanceGrpc.getHashKVMethod(), request)));
        } catch (CommandFailure e) {
            return EndpointAnswer.failed(endpoint, e);
        }
    }
}
