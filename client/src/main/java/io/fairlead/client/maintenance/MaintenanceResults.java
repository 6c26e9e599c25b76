package io.fairlead.client.maintenance;

import io.fairlead.api.maintenance.Alarm;
import io.fairlead.api.maintenance.AlarmKind;
import io.fairlead.api.maintenance.AlarmList;
import io.fairlead.api.maintenance.KvHash;
import io.fairlead.api.maintenance.MemberStatus;
import io.fairlead.api.pb.etcdserverpb.AlarmMember;
import io.fairlead.api.pb.etcdserverpb.AlarmResponse;
import io.fairlead.api.pb.etcdserverpb.AlarmType;
import io.fairlead.api.pb.etcdserverpb.HashKVResponse;
import io.fairlead.api.pb.etcdserverpb.StatusResponse;
import io.fairlead.client.call.Wire;
import java.util.ArrayList;
import java.util.List;

/** From responses to the values of the contract. */
final class MaintenanceResults {
    private MaintenanceResults() {}

    static MemberStatus status(StatusResponse response) {
        return new MemberStatus(
                Wire.header(response.getHeader()),
                response.getVersion(),
                response.getStorageVersion(),
                response.getDbSize(),
                response.getDbSizeInUse(),
                response.getDbSizeQuota(),
                response.getLeader(),
                response.getRaftIndex(),
                response.getRaftTerm(),
                response.getRaftAppliedIndex(),
                List.copyOf(response.getErrorsList()),
                response.getIsLearner());
    }

    static KvHash hash(HashKVResponse response) {
        return new KvHash(
                Wire.header(response.getHeader()),
                response.getHash(),
                response.getHashRevision(),
                response.getCompactRevision());
    }

    /** Kinds that this client does not know are left out. */
    static AlarmList alarms(AlarmResponse response) {
        List<Alarm> alarms = new ArrayList<>();
        for (AlarmMember raised : response.getAlarmsList()) {
            switch (raised.getAlarm()) {
                case NOSPACE -> alarms.add(new Alarm(raised.getMemberID(), AlarmKind.NO_SPACE));
                case CORRUPT -> alarms.add(new Alarm(raised.getMemberID(), AlarmKind.CORRUPT));
                case NONE, UNRECOGNIZED -> {}
            }
        }
        return new AlarmList(Wire.header(response.getHeader()), alarms);
    }

    static AlarmType alarmType(AlarmKind kind) {
        return switch (kind) {
            case NO_SPACE -> AlarmType.NOSPACE;
            case CORRUPT -> AlarmType.CORRUPT;
        };
    }
}
