package io.fairlead.cli.command;

import io.fairlead.api.pb.etcdserverpb.AlarmRequest;
import io.fairlead.api.pb.etcdserverpb.AlarmRequest.AlarmAction;
import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;

/** {@code alarm list}: shows the alarms that are raised. */
public final class AlarmListCommand implements Command {
    @Override
    public String usage() {
        return "alarm list";
    }

    @Override
    public String summary() {
        return "Shows the alarms that are raised";
    }

    @Override
    public int run(Invocation call) {
        if (!call.arguments().isEmpty()) {
            throw CommandFailure.badArguments("alarm list command accepts no arguments");
        }
        AlarmRequest request =
                AlarmRequest.newBuilder().setAction(AlarmAction.GET).build();
        call.printer().alarms(call.connections().ask(MaintenanceGrpc.getAlarmMethod(), request));
        return ExitCode.SUCCESS;
    }
}
