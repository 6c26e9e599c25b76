package io.fairlead.server.access;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;

/**
 * The table: each method that clients can call, and the right it needs while authentication is on.
 *
 * <p>Stricter than etcd 3.5 where later releases are: no row but that of the login, and that of the health check that load
 * balancers make, lets anybody in without credentials. What those releases opened again for users without the role root, because
 * clients find their cluster by it, is open: members, status, and the list of alarms.
 */
public final class RpcRights {
    private static final Map<String, Right> TABLE = Map.ofEntries(
            entry("etcdserverpb.KV/Range", Right.RANGE),
            entry("etcdserverpb.KV/RangeStream", Right.RANGE),
            entry("etcdserverpb.KV/Put", Right.PUT),
            entry("etcdserverpb.KV/DeleteRange", Right.DELETE_RANGE),
            entry("etcdserverpb.KV/Txn", Right.TXN),
            entry("etcdserverpb.KV/Compact", Right.ADMIN),
            entry("etcdserverpb.Watch/Watch", Right.WATCH),
            entry("etcdserverpb.Lease/LeaseGrant", Right.ANY_USER),
            entry("etcdserverpb.Lease/LeaseRevoke", Right.LEASE_REVOKE),
            entry("etcdserverpb.Lease/LeaseKeepAlive", Right.ANY_USER),
            entry("etcdserverpb.Lease/LeaseTimeToLive", Right.LEASE_TIME_TO_LIVE),
            entry("etcdserverpb.Lease/LeaseLeases", Right.ANY_USER),
            entry("etcdserverpb.Cluster/MemberList", Right.ANY_USER),
            entry("etcdserverpb.Cluster/MemberAdd", Right.ADMIN),
            entry("etcdserverpb.Cluster/MemberRemove", Right.ADMIN),
            entry("etcdserverpb.Cluster/MemberUpdate", Right.ADMIN),
            entry("etcdserverpb.Cluster/MemberPromote", Right.ADMIN),
            entry("etcdserverpb.Maintenance/Alarm", Right.ALARM),
            entry("etcdserverpb.Maintenance/Status", Right.ANY_USER),
            entry("etcdserverpb.Maintenance/Defragment", Right.ADMIN),
            entry("etcdserverpb.Maintenance/Hash", Right.ADMIN),
            entry("etcdserverpb.Maintenance/HashKV", Right.ADMIN),
            entry("etcdserverpb.Maintenance/Snapshot", Right.ADMIN),
            entry("etcdserverpb.Maintenance/MoveLeader", Right.ADMIN),
            entry("etcdserverpb.Maintenance/Downgrade", Right.ADMIN),
            entry("etcdserverpb.Auth/Authenticate", Right.NOBODY_ASKED),
            entry("etcdserverpb.Auth/AuthEnable", Right.ADMIN),
            entry("etcdserverpb.Auth/AuthDisable", Right.ADMIN),
            entry("etcdserverpb.Auth/AuthStatus", Right.ADMIN),
            entry("etcdserverpb.Auth/UserAdd", Right.ADMIN),
            entry("etcdserverpb.Auth/UserGet", Right.USER_GET),
            entry("etcdserverpb.Auth/UserList", Right.ADMIN),
            entry("etcdserverpb.Auth/UserDelete", Right.ADMIN),
            entry("etcdserverpb.Auth/UserChangePassword", Right.ADMIN),
            entry("etcdserverpb.Auth/UserGrantRole", Right.ADMIN),
            entry("etcdserverpb.Auth/UserRevokeRole", Right.ADMIN),
            entry("etcdserverpb.Auth/RoleAdd", Right.ADMIN),
            entry("etcdserverpb.Auth/RoleGet", Right.ROLE_GET),
            entry("etcdserverpb.Auth/RoleList", Right.ADMIN),
            entry("etcdserverpb.Auth/RoleDelete", Right.ADMIN),
            entry("etcdserverpb.Auth/RoleGrantPermission", Right.ADMIN),
            entry("etcdserverpb.Auth/RoleRevokePermission", Right.ADMIN),
            entry("v3lockpb.Lock/Lock", Right.LOCK),
            entry("v3lockpb.Lock/Unlock", Right.UNLOCK),
            entry("v3electionpb.Election/Campaign", Right.CAMPAIGN),
            entry("v3electionpb.Election/Proclaim", Right.PROCLAIM),
            entry("v3electionpb.Election/Leader", Right.LEADER),
            entry("v3electionpb.Election/Observe", Right.LEADER),
            entry("v3electionpb.Election/Resign", Right.RESIGN),
            entry("grpc.health.v1.Health/Check", Right.NOBODY_ASKED),
            entry("grpc.health.v1.Health/Watch", Right.NOBODY_ASKED));

    private RpcRights() {}

    /** The row of a method, by its full name; a method without a row is for nobody. */
    public static Optional<Right> of(String method) {
        return Optional.ofNullable(TABLE.get(method));
    }

    /** All rows, for those who look whether the table is whole. */
    public static Map<String, Right> table() {
        return TABLE;
    }
}
