package io.fairlead.cli.command;

import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.api.pb.etcdserverpb.MoveLeaderRequest;
import io.fairlead.api.pb.etcdserverpb.MoveLeaderResponse;
import io.fairlead.api.pb.etcdserverpb.StatusRequest;
import io.fairlead.api.pb.etcdserverpb.StatusResponse;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import io.fairlead.cli.wire.Connections;
import io.fairlead.cli.wire.Endpoint;
import java.util.ArrayList;
import java.util.List;

/** {@code move-leader}: hands leadership to another member; only the leader can, so it has to be among the endpoints. */
public final class MoveLeaderCommand implements Command {
    @Override
    public String usage() {
        return "move-leader <transferee-member-id>";
    }

    @Override
    public String summary() {
        return "Hands leadership to another member";
    }

    @Override
    public int run(Invocation call) {
        if (call.arguments().size() != 1) {
            throw CommandFailure.badArguments("move-leader command needs 1 argument");
        }
        long target = Ids.target(call.arguments().get(0));
        Connections connections = call.connections();
        List<String> asked = new ArrayList<>();
        for (Endpoint endpoint : connections.endpoints()) {
            asked.add(endpoint.text());
            StatusResponse status =
                    connections.callAt(endpoint, MaintenanceGrpc.getStatusMethod(), StatusRequest.getDefaultInstance());
            long self = status.getHeader().getMemberId();
            if (status.getLeader() == self) {
                MoveLeaderRequest request =
                        MoveLeaderRequest.newBuilder().setTargetID(target).build();
                MoveLeaderResponse response =
                        connections.callAt(endpoint, MaintenanceGrpc.getMoveLeaderMethod(), request);
                call.printer().moveLeader(self, target, response);
                return ExitCode.SUCCESS;
            }
        }
        throw CommandFailure.badArguments("no leader endpoint given at [" + String.join(" ", asked) + "]");
    }
}
