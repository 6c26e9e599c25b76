package io.fairlead.cli.command;

import io.fairlead.api.pb.etcdserverpb.AlarmMember;
import io.fairlead.api.pb.etcdserverpb.AlarmRequest;
import io.fairlead.api.pb.etcdserverpb.AlarmRequest.AlarmAction;
import io.fairlead.api.pb.etcdserverpb.AlarmResponse;
import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;

/** {@code alarm disarm}: takes back every alarm that is raised. */
public final class AlarmDisarmCommand implements Command {
    @Override
    public String usage() {
        return "alarm disarm";
    }

    @Override
    public String summary() {
        return "Takes back every alarm";
    }

    @Override
    public int run(Invocation call) {
        if (!call.arguments().isEmpty()) {
            throw CommandFailure.badArguments("alarm disarm command accepts no arguments");
        }
        AlarmRequest list = AlarmRequest.newBuilder().setAction(AlarmAction.GET).build();
        AlarmResponse raised = call.connections().ask(MaintenanceGrpc.getAlarmMethod(), list);
        AlarmResponse.Builder disarmed = AlarmResponse.newBuilder().setHeader(raised.getHeader());
        for (AlarmMember alarm : raised.getAlarmsList()) {
            AlarmRequest disarm = AlarmRequest.newBuilder()
                    .setAction(AlarmAction.DEACTIVATE)
                    .setMemberID(alarm.getMemberID())
                    .setAlarm(alarm.getAlarm())
                    .build();
            AlarmResponse response = call.connections().change(MaintenanceGrpc.getAlarmMethod(), disarm);
            disarmed.setHeader(response.getHeader()).addAllAlarms(response.getAlarmsList());
        }
        call.printer().alarms(disarmed.build());
        return ExitCode.SUCCESS;
    }
}
