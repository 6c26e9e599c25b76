package io.fairlead.cli.render;

import com.google.protobuf.Message;
import io.fairlead.api.pb.authpb.Permission;
import io.fairlead.api.pb.etcdserverpb.AlarmMember;
import io.fairlead.api.pb.etcdserverpb.AlarmResponse;
import io.fairlead.api.pb.etcdserverpb.AuthRoleGetResponse;
import io.fairlead.api.pb.etcdserverpb.AuthRoleListResponse;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseLeasesResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveResponse;
import io.fairlead.api.pb.etcdserverpb.Member;
import io.fairlead.api.pb.etcdserverpb.MemberAddResponse;
import io.fairlead.api.pb.etcdserverpb.MemberListResponse;
import io.fairlead.api.pb.etcdserverpb.MemberPromoteResponse;
import io.fairlead.api.pb.etcdserverpb.MemberRemoveResponse;
import io.fairlead.api.pb.etcdserverpb.MemberUpdateResponse;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.etcdserverpb.ResponseOp;
import io.fairlead.api.pb.etcdserverpb.StatusResponse;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.api.pb.mvccpb.KeyValue;
import io.fairlead.cli.flag.GoDuration;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;

/** One line for each field: its name in quotes, a colon, its value. */
final class FieldsPrinter extends Printer {
    FieldsPrinter(PrintStream out) {
        super("fields", out);
    }

    @Override
    public void put(PutResponse response) {
        header(response.getHeader());
        if (response.hasPrevKv()) {
            pair("Prev", response.getPrevKv());
        }
    }

    @Override
    public void get(RangeResponse response) {
        header(response.getHeader());
        for (KeyValue kv : response.getKvsList()) {
            pair("", kv);
        }
        field("More", response.getMore());
        field("Count", response.getCount());
    }

    @Override
    public void delete(DeleteRangeResponse response) {
        header(response.getHeader());
        field("Deleted", response.getDeleted());
        for (KeyValue kv : response.getPrevKvsList()) {
            pair("Prev", kv);
        }
    }

    @Override
    public void txn(TxnResponse response) {
        header(response.getHeader());
        field("Succeeded", response.getSucceeded());
        for (ResponseOp answer : response.getResponsesList()) {
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
        header(response.getHeader());
        for (Member member : response.getMembersList()) {
            field("ID", Long.toUnsignedString(member.getID()));
            field("Name", GoQuote.quote(member.getName()));
            for (String url : member.getPeerURLsList()) {
                field("PeerURL", GoQuote.quote(url));
            }
            for (String url : member.getClientURLsList()) {
                field("ClientURL", GoQuote.quote(url));
            }
            field("IsLearner", member.getIsLearner());
            out.println();
        }
    }

    @Override
    public void memberAdd(MemberAddResponse response) {
        header(response.getHeader());
        field("ID", Long.toUnsignedString(response.getMember().getID()));
        for (String url : response.getMember().getPeerURLsList()) {
            field("PeerURL", GoQuote.quote(url));
        }
    }

    @Override
    public void memberRemove(long id, MemberRemoveResponse response) {
        header(response.getHeader());
    }

    @Override
    public void memberUpdate(long id, MemberUpdateResponse response) {
        header(response.getHeader());
    }

    @Override
    public void memberPromote(long id, MemberPromoteResponse response) {
        header(response.getHeader());
    }

    @Override
    public void alarms(AlarmResponse response) {
        header(response.getHeader());
        for (AlarmMember alarm : response.getAlarmsList()) {
            field("MemberID", Long.toUnsignedString(alarm.getMemberID()));
            field("AlarmType", alarm.getAlarm());
            out.println();
        }
    }

    @Override
    public void endpointStatus(List<EndpointStatus> statuses) {
        for (EndpointStatus endpoint : statuses) {
            StatusResponse status = endpoint.status();
            header(status.getHeader());
            field("Version", GoQuote.quote(status.getVersion()));
            field("DBSize", status.getDbSize());
            field("Leader", Long.toUnsignedString(status.getLeader()));
            field("IsLearner", status.getIsLearner());
            field("RaftIndex", Long.toUnsignedString(status.getRaftIndex()));
            field("RaftTerm", Long.toUnsignedString(status.getRaftTerm()));
            field("RaftAppliedIndex", Long.toUnsignedString(status.getRaftAppliedIndex()));
            field("Errors", "[" + String.join(" ", status.getErrorsList()) + "]");
            field("Endpoint", GoQuote.quote(endpoint.endpoint()));
            out.println();
        }
    }

    @Override
    public void endpointHealth(List<EndpointHealth> health, PrintStream err) {
        for (EndpointHealth one : health) {
            field("Endpoint", GoQuote.quote(one.endpoint()));
            field("Health", one.isHealthy());
            field("Took", GoQuote.quote(GoDuration.format(one.took())));
            field("Error", one.error());
            out.println();
        }
    }

    @Override
    public void endpointHash(List<EndpointHash> hashes) {
        for (EndpointHash hash : hashes) {
            header(hash.hash().getHeader());
            field("Endpoint", GoQuote.quote(hash.endpoint()));
            field("Hash", Integer.toUnsignedString(hash.hash().getHash()));
            out.println();
        }
    }

    @Override
    public void snapshotStatus(SnapshotNumbers numbers) {
        field("Hash", Integer.toUnsignedString(numbers.hash()));
        field("Revision", numbers.revision());
        field("Keys", numbers.totalKeys());
        field("Size", numbers.totalSize());
    }

    @Override
    public void leaseGrant(LeaseGrantResponse response) {
        header(response.getHeader());
        field("ID", response.getID());
        field("TTL", response.getTTL());
    }

    @Override
    public void leaseRevoke(long id, LeaseRevokeResponse response) {
        header(response.getHeader());
    }

    @Override
    public void leaseKeepAlive(LeaseKeepAliveResponse response) {
        header(response.getHeader());
        field("ID", response.getID());
        field("TTL", response.getTTL());
    }

    @Override
    public void leaseTimeToLive(LeaseTimeToLiveResponse response, boolean withKeys) {
        header(response.getHeader());
        field("ID", response.getID());
        field("TTL", response.getTTL());
        field("GrantedTTL", response.getGrantedTTL());
        response.getKeysList().forEach(key -> field("Key", GoQuote.quote(key)));
    }

    @Override
    public void leases(LeaseLeasesResponse response) {
        header(response.getHeader());
        response.getLeasesList().forEach(lease -> field("ID", lease.getID()));
    }

    @Override
    public void watch(WatchResponse response) {
        header(response.getHeader());
        for (Event event : response.getEventsList()) {
            field("Type", event.getType());
            if (event.hasPrevKv()) {
                pair("Prev", event.getPrevKv());
            }
            pair("", event.getKv());
        }
    }

    @Override
    public void role(String name, AuthRoleGetResponse response) {
        header(response.getHeader());
        for (Permission permission : response.getPermList()) {
            field("PermType", " " + permission.getPermType());
            field("Key", GoQuote.quote(permission.getKey()));
            field("RangeEnd", GoQuote.quote(permission.getRangeEnd()));
        }
    }

    @Override
    public void roles(AuthRoleListResponse response) {
        header(response.getHeader());
        field("Roles", response.getRolesList().stream().map(GoQuote::quote).collect(Collectors.joining(" ")));
    }

    @Override
    public void done(String said, ResponseHeader header, Message response) {
        header(header);
    }

    private void header(ResponseHeader header) {
        field("ClusterID", Long.toUnsignedString(header.getClusterId()));
        field("MemberID", Long.toUnsignedString(header.getMemberId()));
        field("Revision", header.getRevision());
        field("RaftTerm", Long.toUnsignedString(header.getRaftTerm()));
    }

    private void pair(String prefix, KeyValue kv) {
        field(prefix + "Key", GoQuote.quote(kv.getKey()));
        field(prefix + "CreateRevision", kv.getCreateRevision());
        field(prefix + "ModRevision", kv.getModRevision());
        field(prefix + "Version", kv.getVersion());
        field(prefix + "Value", GoQuote.quote(kv.getValue()));
        field(prefix + "Lease", kv.getLease());
    }

    private void field(String name, Object value) {
        out.println("\"" + name + "\" : " + value);
    }
}
