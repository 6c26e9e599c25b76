package io.fairlead.cli.render;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.fairlead.api.pb.authpb.Permission;
import io.fairlead.api.pb.etcdserverpb.AlarmMember;
import io.fairlead.api.pb.etcdserverpb.AlarmResponse;
import io.fairlead.api.pb.etcdserverpb.AuthRoleGetResponse;
import io.fairlead.api.pb.etcdserverpb.AuthRoleListResponse;
import io.fairlead.api.pb.etcdserverpb.AuthStatusResponse;
import io.fairlead.api.pb.etcdserverpb.AuthUserGetResponse;
import io.fairlead.api.pb.etcdserverpb.AuthUserListResponse;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseLeasesResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseStatus;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveResponse;
import io.fairlead.api.pb.etcdserverpb.Member;
import io.fairlead.api.pb.etcdserverpb.MemberAddResponse;
import io.fairlead.api.pb.etcdserverpb.MemberListResponse;
import io.fairlead.api.pb.etcdserverpb.MemberPromoteResponse;
import io.fairlead.api.pb.etcdserverpb.MemberRemoveResponse;
import io.fairlead.api.pb.etcdserverpb.MemberUpdateResponse;
import io.fairlead.api.pb.etcdserverpb.MoveLeaderResponse;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.etcdserverpb.ResponseOp;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.api.pb.mvccpb.KeyValue;
import io.fairlead.cli.flag.GoDuration;
import java.io.PrintStream;
import java.util.HexFormat;
import java.util.List;

/** The format for people and for simple scripts: a key, its value, and little else. */
final class SimplePrinter extends Printer {
    private static final HexFormat HEX = HexFormat.of().withPrefix("\\x");

    private final boolean hex;
    private final boolean valueOnly;

    SimplePrinter(boolean hex, boolean valueOnly, PrintStream out) {
        super("simple", out);
        this.hex = hex;
        this.valueOnly = valueOnly;
    }

    @Override
    public void put(PutResponse response) {
        out.println("OK");
        if (response.hasPrevKv()) {
            pair(response.getPrevKv(), false);
        }
    }

    @Override
    public void get(RangeResponse response) {
        for (KeyValue kv : response.getKvsList()) {
            pair(kv, valueOnly);
        }
    }

    @Override
    public void delete(DeleteRangeResponse response) {
        out.println(response.getDeleted());
        for (KeyValue kv : response.getPrevKvsList()) {
            pair(kv, valueOnly);
        }
    }

    @Override
    public void txn(TxnResponse response) {
        out.println(response.getSucceeded() ? "SUCCESS" : "FAILURE");
        for (ResponseOp answer : response.getResponsesList()) {
            out.println();
            switch (answer.getResponseCase()) {
                case RESPONSE_PUT -> put(answer.getResponsePut());
                case RESPONSE_RANGE -> get(answer.getResponseRange());
                case RESPONSE_DELETE_RANGE -> delete(answer.getResponseDeleteRange());
                case RESPONSE_TXN -> txn(answer.getResponseTxn());
                case RESPONSE_NOT_SET -> {}
            }
        }
    }

    @Override
    public void memberList(MemberListResponse response) {
        for (Member member : response.getMembersList()) {
            out.println(String.join(", ", Cells.member(member)));
        }
    }

    @Override
    public void memberAdd(MemberAddResponse response) {
        memberLine(response.getMember().getID(), " added to cluster ", response.getHeader());
    }

    @Override
    public void memberRemove(long id, MemberRemoveResponse response) {
        memberLine(id, " removed from cluster ", response.getHeader());
    }

    @Override
    public void memberUpdate(long id, MemberUpdateResponse response) {
        memberLine(id, " updated in cluster ", response.getHeader());
    }

    @Override
    public void memberPromote(long id, MemberPromoteResponse response) {
        memberLine(id, " promoted in cluster ", response.getHeader());
    }

    @Override
    public void moveLeader(long from, long to, MoveLeaderResponse response) {
        out.println("Leadership transferred from " + Long.toHexString(from) + " to " + Long.toHexString(to));
    }

    @Override
    public void alarms(AlarmResponse response) {
        for (AlarmMember alarm : response.getAlarmsList()) {
            out.println("memberID:" + Long.toUnsignedString(alarm.getMemberID()) + " alarm:" + alarm.getAlarm() + " ");
        }
    }

    @Override
    public void endpointStatus(List<EndpointStatus> statuses) {
        for (EndpointStatus status : statuses) {
            out.println(String.join(", ", Cells.status(status)));
        }
    }

    @Override
    public void endpointHealth(List<EndpointHealth> health, PrintStream err) {
        for (EndpointHealth one : health) {
            if (one.isHealthy()) {
                out.println(one.endpoint() + " is healthy: successfully committed proposal: took = "
                        + GoDuration.format(one.took()));
            } else {
                err.println(one.endpoint() + " is unhealthy: failed to commit proposal: " + one.error());
            }
        }
    }

    @Override
    public void endpointHash(List<EndpointHash> hashes) {
        for (EndpointHash hash : hashes) {
            out.println(String.join(", ", Cells.hash(hash)));
        }
    }

    @Override
    public void snapshotStatus(SnapshotNumbers numbers) {
        out.println(String.join(", ", Cells.snapshot(numbers)));
    }

    @Override
    public void leaseGrant(LeaseGrantResponse response) {
        out.println("lease " + hexId(response.getID()) + " granted with TTL(" + response.getTTL() + "s)");
    }

    @Override
    public void leaseRevoke(long id, LeaseRevokeResponse response) {
        out.println("lease " + hexId(id) + " revoked");
    }

    @Override
    public void leaseKeepAlive(LeaseKeepAliveResponse response) {
        String lease = "lease " + hexId(response.getID());
        out.println(
                response.getTTL() > 0
                        ? lease + " keepalived with TTL(" + response.getTTL() + ")"
                        : lease + " expired or revoked.");
    }

    @Override
    public void leaseTimeToLive(LeaseTimeToLiveResponse response, boolean withKeys) {
        String lease = "lease " + hexId(response.getID());
        if (response.getGrantedTTL() == 0) {
            out.println(lease + " already expired");
            return;
        }
        out.print(
                lease + " granted with TTL(" + response.getGrantedTTL() + "s), remaining(" + response.getTTL() + "s)");
        if (withKeys) {
            out.print(", attached keys([");
            String between = "";
            for (ByteString key : response.getKeysList()) {
                out.print(between);
                out.writeBytes(key.toByteArray());
                between = " ";
            }
            out.print("])");
        }
        out.println();
    }

    @Override
    public void leases(LeaseLeasesResponse response) {
        out.println("found " + response.getLeasesCount() + " leases");
        for (LeaseStatus lease : response.getLeasesList()) {
            out.println(hexId(lease.getID()));
        }
    }

    @Override
    public void watch(WatchResponse response) {
        for (Event event : response.getEventsList()) {
            out.println(event.getType());
            if (event.hasPrevKv()) {
                pair(event.getPrevKv(), false);
            }
            pair(event.getKv(), false);
        }
    }

    @Override
    public void authStatus(AuthStatusResponse response) {
        out.println("Authentication Status: " + response.getEnabled());
        out.println("AuthRevision: " + Long.toUnsignedString(response.getAuthRevision()));
    }

    @Override
    public void role(String name, AuthRoleGetResponse response) {
        out.println("Role " + name);
        out.println("KV Read:");
        permissions(response, Permission.Type.WRITE);
        out.println("KV Write:");
        permissions(response, Permission.Type.READ);
    }

    private void permissions(AuthRoleGetResponse response, Permission.Type leftOut) {
        for (Permission permission : response.getPermList()) {
            if (permission.getPermType() != leftOut) {
                out.println("\t" + Ranges.shown(permission.getKey(), permission.getRangeEnd()));
            }
        }
    }

    @Override
    public void roles(AuthRoleListResponse response) {
        response.getRolesList().forEach(out::println);
    }

    @Override
    public void user(String name, AuthUserGetResponse response) {
        StringBuilder roles = new StringBuilder("Roles:");
        response.getRolesList().forEach(role -> roles.append(' ').append(role));
        out.println("User: " + name);
        out.println(roles);
    }

    @Override
    public void users(AuthUserListResponse response) {
        response.getUsersList().forEach(out::println);
    }

    @Override
    public void done(String said, ResponseHeader header, Message response) {
        out.println(said);
    }

    private static String hexId(long id) {
        return HexFormat.of().toHexDigits(id);
    }

    private void memberLine(long id, String what, ResponseHeader header) {
        out.println("Member " + padded(id) + what + padded(header.getClusterId()));
    }

    private static String padded(long id) {
        String digits = Long.toHexString(id);
        return " ".repeat(Long.BYTES * 2 - digits.length()) + digits;
    }

    private void pair(KeyValue kv, boolean withoutKey) {
        if (!withoutKey) {
            line(kv.getKey());
        }
        line(kv.getValue());
    }

    private void line(ByteString bytes) {
        if (hex) {
            out.print(HEX.formatHex(bytes.toByteArray()));
        } else {
            out.writeBytes(bytes.toByteArray());
        }
        out.println();
    }
}
