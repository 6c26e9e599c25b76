package io.fairlead.cli.command;

import com.google.protobuf.ByteString;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.AlarmMember;
import io.fairlead.api.pb.etcdserverpb.AlarmRequest;
import io.fairlead.api.pb.etcdserverpb.AlarmRequest.AlarmAction;
import io.fairlead.api.pb.etcdserverpb.AlarmResponse;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.render.EndpointHealth;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import io.fairlead.cli.wire.Connections;
import io.fairlead.cli.wire.Endpoint;
import java.time.Duration;
import java.util.List;

/** {@code endpoint health}: whether each endpoint can read through the log and has no alarm. */
public final class EndpointHealthCommand implements Command {
    private static final FlagSet FLAGS = FlagSet.of(EndpointFlags.CLUSTER);

    /** Any key does: what counts is that a linearizable read needs a quorum. */
    private static final RangeRequest PROBE =
            RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("health")).build();

    private static final AlarmRequest ALARMS =
            AlarmRequest.newBuilder().setAction(AlarmAction.GET).build();

    @Override
    public String usage() {
        return "endpoint health [options]";
    }

    @Override
    public String summary() {
        return "Says whether each endpoint serves";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public int run(Invocation call) {
        Connections connections = EndpointFlags.connections(call);
        List<EndpointHealth> health =
                EndpointFlags.askAll(connections.endpoints(), endpoint -> probe(connections, endpoint));
        call.printer().endpointHealth(health, call.console().err());
        for (EndpointHealth one : health) {
            if (!one.isHealthy()) {
                throw CommandFailure.error("unhealthy cluster");
            }
        }
        return ExitCode.SUCCESS;
    }

    private static EndpointHealth probe(Connections connections, Endpoint endpoint) {
        long start = System.nanoTime();
        String error = "";
        try {
            read(connections, endpoint);
            error = alarms(connections.callAt(endpoint, MaintenanceGrpc.getAlarmMethod(), ALARMS));
        } catch (CommandFailure e) {
            error = String.valueOf(e.getMessage());
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        return new EndpointHealth(endpoint.text(), error.isEmpty(), took, error);
    }

    /** A user who may not read the key was refused by a quorum that serves. */
    private static void read(Connections connections, Endpoint endpoint) {
        try {
            RangeResponse unused = connections.callAt(endpoint, KVGrpc.getRangeMethod(), PROBE);
        } catch (CommandFailure e) {
            if (!EtcdError.PERMISSION_DENIED.text().equals(e.getMessage())) {
                throw e;
            }
        }
    }

    private static String alarms(AlarmResponse response) {
        StringBuilder names = new StringBuilder();
        for (AlarmMember alarm : response.getAlarmsList()) {
            names.append(alarm.getAlarm()).append(' ');
        }
        return names.isEmpty() ? "" : "Active Alarm(s): " + names;
    }
}
