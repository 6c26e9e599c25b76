package io.fairlead.server.rpc.gateway;

import com.google.protobuf.Message;
import io.fairlead.api.pb.etcdserverpb.AuthGrpc;
import io.fairlead.api.pb.etcdserverpb.ClusterGrpc;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.LeaseGrpc;
import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.api.pb.etcdserverpb.WatchGrpc;
import io.fairlead.api.pb.v3electionpb.ElectionGrpc;
import io.fairlead.api.pb.v3lockpb.LockGrpc;
import io.grpc.MethodDescriptor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Which path means which method. */
final class Routes {
    private static final String ROOT = "/v3/";

    /** The root's name before 3.4. */
    private static final String BETA_ROOT = "/v3beta/";

    private static final Map<String, MethodDescriptor<?, ?>> TABLE = new LinkedHashMap<>();

    static {
        route("kv/range", KVGrpc.getRangeMethod());
        route("kv/put", KVGrpc.getPutMethod());
        route("kv/deleterange", KVGrpc.getDeleteRangeMethod());
        route("kv/txn", KVGrpc.getTxnMethod());
        route("kv/compaction", KVGrpc.getCompactMethod());

        route("watch", WatchGrpc.getWatchMethod());

        route("lease/grant", LeaseGrpc.getLeaseGrantMethod());
        route("lease/revoke", LeaseGrpc.getLeaseRevokeMethod());
        route("kv/lease/revoke", LeaseGrpc.getLeaseRevokeMethod());
        route("lease/keepalive", LeaseGrpc.getLeaseKeepAliveMethod());
        route("lease/timetolive", LeaseGrpc.getLeaseTimeToLiveMethod());
        route("kv/lease/timetolive", LeaseGrpc.getLeaseTimeToLiveMethod());
        route("lease/leases", LeaseGrpc.getLeaseLeasesMethod());
        route("kv/lease/leases", LeaseGrpc.getLeaseLeasesMethod());

        route("cluster/member/add", ClusterGrpc.getMemberAddMethod());
        route("cluster/member/remove", ClusterGrpc.getMemberRemoveMethod());
        route("cluster/member/update", ClusterGrpc.getMemberUpdateMethod());
        route("cluster/member/list", ClusterGrpc.getMemberListMethod());
        route("cluster/member/promote", ClusterGrpc.getMemberPromoteMethod());

        route("maintenance/alarm", MaintenanceGrpc.getAlarmMethod());
        route("maintenance/status", MaintenanceGrpc.getStatusMethod());
        route("maintenance/defragment", MaintenanceGrpc.getDefragmentMethod());
        route("maintenance/hash", MaintenanceGrpc.getHashMethod());
        route("maintenance/hashkv", MaintenanceGrpc.getHashKVMethod());
        route("maintenance/snapshot", MaintenanceGrpc.getSnapshotMethod());
        route("maintenance/transfer-leadership", MaintenanceGrpc.getMoveLeaderMethod());
        route("maintenance/downgrade", MaintenanceGrpc.getDowngradeMethod());

        route("auth/enable", AuthGrpc.getAuthEnableMethod());
        route("auth/disable", AuthGrpc.getAuthDisableMethod());
        route("auth/status", AuthGrpc.getAuthStatusMethod());
        route("auth/authenticate", AuthGrpc.getAuthenticateMethod());
        route("auth/user/add", AuthGrpc.getUserAddMethod());
        route("auth/user/get", AuthGrpc.getUserGetMethod());
        route("auth/user/list", AuthGrpc.getUserListMethod());
        route("auth/user/delete", AuthGrpc.getUserDeleteMethod());
        route("auth/user/changepw", AuthGrpc.getUserChangePasswordMethod());
        route("auth/user/grant", AuthGrpc.getUserGrantRoleMethod());
        route("auth/user/revoke", AuthGrpc.getUserRevokeRoleMethod());
        route("auth/role/add", AuthGrpc.getRoleAddMethod());
        route("auth/role/get", AuthGrpc.getRoleGetMethod());
        route("auth/role/list", AuthGrpc.getRoleListMethod());
        route("auth/role/delete", AuthGrpc.getRoleDeleteMethod());
        route("auth/role/grant", AuthGrpc.getRoleGrantPermissionMethod());
        route("auth/role/revoke", AuthGrpc.getRoleRevokePermissionMethod());

        route("lock/lock", LockGrpc.getLockMethod());
        route("lock/unlock", LockGrpc.getUnlockMethod());

        route("election/campaign", ElectionGrpc.getCampaignMethod());
        route("election/proclaim", ElectionGrpc.getProclaimMethod());
        route("election/leader", ElectionGrpc.getLeaderMethod());
        route("election/observe", ElectionGrpc.getObserveMethod());
        route("election/resign", ElectionGrpc.getResignMethod());
    }

    private Routes() {}

    /** All paths with their methods. */
    static Map<String, MethodDescriptor<?, ?>> paths() {
        return Collections.unmodifiableMap(TABLE);
    }

    private static void route(String path, MethodDescriptor<?, ?> method) {
        if (TABLE.put(ROOT + path, method) != null) {
            throw new IllegalStateException("two methods at " + path);
        }
    }

    /** True for every path that is the gateway's to answer, whether there is a method or not. */
    static boolean covers(String path) {
        return path.startsWith(ROOT) || path.startsWith(BETA_ROOT);
    }

    /** The method at {@code path}, as one between messages; every message of the wire is a {@link Message}. */
    @SuppressWarnings("unchecked")
    static Optional<MethodDescriptor<Message, Message>> find(String path) {
        String now = path.startsWith(BETA_ROOT) ? ROOT + path.substring(BETA_ROOT.length()) : path;
        return Optional.ofNullable((MethodDescriptor<Message, Message>) TABLE.get(now));
    }

    /** The empty request of {@code method}. */
    static Message emptyRequest(MethodDescriptor<Message, Message> method) {
        return ((MethodDescriptor.PrototypeMarshaller<Message>) method.getRequestMarshaller()).getMessagePrototype();
    }
}
