package io.fairlead.server.apply;

import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.AlarmRequest;
import io.fairlead.server.command.Command;
import io.fairlead.server.membership.Downgrade;
import io.fairlead.server.membership.MembershipStore;
import io.fairlead.server.pb.etcdserverpb.EmptyResponse;
import io.fairlead.server.pb.membershippb.ClusterMemberAttrSetRequest;
import io.fairlead.server.pb.membershippb.ClusterVersionSetRequest;
import io.fairlead.server.pb.membershippb.DowngradeInfoSetRequest;
import io.fairlead.server.storage.backend.Batch;
import java.util.Optional;

/** Carries out one command: through the gates, then to the store it is for. Apply loop. */
final class CommandApplier {
    private final KvApplier kv;
    private final LeaseApplier leases;
    private final AuthApplier auth;
    private final AlarmApplier alarms;
    private final MembershipStore members;

    CommandApplier(AppliedState state) {
        this.kv = new KvApplier(state.keys(), state.leaseStore());
        this.leases = new LeaseApplier(state.leaseStore(), kv);
        this.auth = new AuthApplier(state.authStore(), state.leaseStore()::keys);
        this.alarms = new AlarmApplier(state.alarmStore());
        this.members = state.membershipStore();
    }

    Answer<MessageLite> apply(Command command, Batch batch) {
        Optional<EtcdError> refusal = auth.refusal(command).or(() -> alarms.refusal(command));
        if (refusal.isPresent()) {
            return Answer.refused(refusal.get());
        }
        return switch (command.kind()) {
            case PUT, DELETE_RANGE, TXN, COMPACTION -> kv.apply(command, batch);
            case LEASE_GRANT, LEASE_REVOKE, LEASE_CHECKPOINT -> leases.apply(command, batch);
            case ALARM -> alarms.apply(command.as(AlarmRequest.class), batch, kv.revision());
            case AUTH_ENABLE,
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
                    AUTH_ROLE_REVOKE_PERMISSION -> auth.apply(command, batch, kv.revision());
            case CLUSTER_VERSION_SET -> {
                members.setClusterVersion(
                        command.as(ClusterVersionSetRequest.class).getVer(), batch);
                yield done();
            }
            case CLUSTER_MEMBER_ATTR_SET -> {
                ClusterMemberAttrSetRequest set = command.as(ClusterMemberAttrSetRequest.class);
                members.setAttributes(
                        set.getMemberID(),
                        set.getMemberAttributes().getName(),
                        set.getMemberAttributes().getClientUrlsList(),
                        batch);
                yield done();
            }
            case DOWNGRADE_INFO_SET -> {
                DowngradeInfoSetRequest set = command.as(DowngradeInfoSetRequest.class);
                members.setDowngrade(new Downgrade(set.getEnabled(), set.getVer()), batch);
                yield done();
            }
        };
    }

    private static Answer<MessageLite> done() {
        return Answer.ok(EmptyResponse.getDefaultInstance());
    }
}
