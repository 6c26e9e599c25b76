package io.fairlead.server.apply;

import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.AlarmRequest;
import io.fairlead.api.pb.etcdserverpb.AlarmResponse;
import io.fairlead.api.pb.etcdserverpb.AlarmType;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.server.alarm.Alarm;
import io.fairlead.server.alarm.AlarmStore;
import io.fairlead.server.command.Command;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.storage.backend.Batch;
import io.fairlead.server.txn.SpaceCost;
import java.util.List;
import java.util.Optional;

/** Alarms: carries out requests about them, and refuses other commands while one is raised. */
final class AlarmApplier {
    private final AlarmStore alarms;

    AlarmApplier(AlarmStore alarms) {
        this.alarms = alarms;
    }

    Answer<MessageLite> apply(AlarmRequest request, Batch batch, long revision) {
        AlarmResponse.Builder response =
                AlarmResponse.newBuilder().setHeader(ResponseHeader.newBuilder().setRevision(revision));
        Alarm alarm = new Alarm(request.getMemberID(), request.getAlarmValue());
        switch (request.getAction()) {
            case GET -> matching(request).forEach(raised -> response.addAlarms(AppliedState.message(raised)));
            case ACTIVATE -> {
                if (request.getAlarm() != AlarmType.NONE && request.getAlarm() != AlarmType.UNRECOGNIZED) {
                    alarms.raise(alarm, batch);
                    response.addAlarms(AppliedState.message(alarm));
                }
            }
            case DEACTIVATE -> {
                if (alarms.clear(alarm, batch)) {
                    response.addAlarms(AppliedState.message(alarm));
                }
            }
            case UNRECOGNIZED -> {}
        }
        return Answer.ok(response.build());
    }

    /** The gate: why {@code command} may not be carried out while what is raised is raised. */
    Optional<EtcdError> refusal(Command command) {
        if (!alarms.isAnyRaised() || command.kind() == CommandKind.ALARM) {
            return Optional.empty();
        }
        if (alarms.isRaised(Alarm.CORRUPT) && isUserCommand(command.kind())) {
            return Optional.of(EtcdError.CORRUPT);
        }
        if (alarms.isRaised(Alarm.NO_SPACE) && SpaceCost.of(command.request()) > 0) {
            return Optional.of(EtcdError.NO_SPACE);
        }
        return Optional.empty();
    }

    private List<Alarm> matching(AlarmRequest request) {
        return alarms.raised().stream()
                .filter(alarm -> request.getAlarm() == AlarmType.NONE || request.getAlarmValue() == alarm.type())
                .toList();
    }

    private static boolean isUserCommand(CommandKind kind) {
        return switch (kind) {
            case PUT, DELETE_RANGE, TXN, COMPACTION, LEASE_GRANT, LEASE_REVOKE -> true;
            case LEASE_CHECKPOINT,
                    ALARM,
                    AUTH_ENABLE,
                    AUTH_DISABLE,
                    AUTHENTICATE,
                    AUTH_USER_ADD,
                    AUTH_USER_DELETE,
                    AUTH_USER_CHANGE_PASSWORD,
                    AUTH_USER_GRANT_ROLE,
                    AUTH_USER_REVOKE_ROLE,
                    AUTH_ROLE_ADD,
                    AUTH_ROLE_DELETE,
                    AUTH_ROLE_GRANT_PERMISSION,
                    AUTH_ROLE_REVOKE_PERMISSION,
                    CLUSTER_VERSION_SET,
                    CLUSTER_MEMBER_ATTR_SET,
                    DOWNGRADE_INFO_SET -> false;
        };
    }
}
