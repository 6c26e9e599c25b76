package io.fairlead.cli.render;

import com.google.protobuf.Message;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseLeasesResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveResponse;
import io.fairlead.api.pb.etcdserverpb.Member;
import io.fairlead.api.pb.etcdserverpb.MemberListResponse;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.cli.flag.GoDuration;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** One line of JSON for each answer. */
final class JsonPrinter extends Printer {
    private final boolean hex;

    JsonPrinter(boolean hex, PrintStream out) {
        super("json", out);
        this.hex = hex;
    }

    @Override
    void other(Message response) {
        out.println(JsonText.of(response));
    }

    @Override
    public void memberList(MemberListResponse response) {
        if (!hex) {
            other(response);
            return;
        }
        List<String> members = new ArrayList<>();
        for (Member member : response.getMembersList()) {
            members.add(hexMember(member));
        }
        out.println(
                "{\"header\":" + hexHeader(response.getHeader()) + ",\"members\":[" + String.join(",", members) + "]}");
    }

    @Override
    public void endpointStatus(List<EndpointStatus> statuses) {
        List<String> shown = new ArrayList<>();
        for (EndpointStatus status : statuses) {
            shown.add("{\"Endpoint\":" + JsonText.quote(status.endpoint()) + ",\"Status\":"
                    + JsonText.of(status.status()) + "}");
        }
        array(shown);
    }

    @Override
    public void endpointHealth(List<EndpointHealth> health, PrintStream err) {
        List<String> shown = new ArrayList<>();
        for (EndpointHealth one : health) {
            shown.add("{\"endpoint\":" + JsonText.quote(one.endpoint()) + ",\"health\":" + one.isHealthy()
                    + ",\"took\":" + JsonText.quote(GoDuration.format(one.took()))
                    + (one.error().isEmpty() ? "" : ",\"error\":" + JsonText.quote(one.error())) + "}");
        }
        array(shown);
    }

    @Override
    public void endpointHash(List<EndpointHash> hashes) {
        List<String> shown = new ArrayList<>();
        for (EndpointHash hash : hashes) {
            shown.add("{\"Endpoint\":" + JsonText.quote(hash.endpoint()) + ",\"HashKV\":" + JsonText.of(hash.hash())
                    + "}");
        }
        array(shown);
    }

    @Override
    public void snapshotStatus(SnapshotNumbers numbers) {
        out.println("{\"hash\":" + Integer.toUnsignedString(numbers.hash()) + ",\"revision\":" + numbers.revision()
                + ",\"totalKey\":" + numbers.totalKeys() + ",\"totalSize\":" + numbers.totalSize() + "}");
    }

    @Override
    public void leaseGrant(LeaseGrantResponse response) {
        lease(response.getHeader(), "\"ID\":" + response.getID(), "\"TTL\":" + response.getTTL(), "\"Error\":\"\"");
    }

    @Override
    public void leaseRevoke(long id, LeaseRevokeResponse response) {
        other(response);
    }

    @Override
    public void leaseKeepAlive(LeaseKeepAliveResponse response) {
        lease(response.getHeader(), "\"ID\":" + response.getID(), "\"TTL\":" + response.getTTL());
    }

    @Override
    public void leaseTimeToLive(LeaseTimeToLiveResponse response, boolean withKeys) {
        String keys = response.getKeysList().stream()
                .map(key -> "\"" + Base64.getEncoder().encodeToString(key.toByteArray()) + "\"")
                .collect(Collectors.joining(",", "[", "]"));
        lease(
                response.getHeader(),
                "\"id\":" + response.getID(),
                "\"ttl\":" + response.getTTL(),
                "\"granted-ttl\":" + response.getGrantedTTL(),
                "\"keys\":" + (response.getKeysCount() == 0 ? "null" : keys));
    }

    @Override
    public void leases(LeaseLeasesResponse response) {
        String ids = response.getLeasesList().stream()
                .map(lease -> "{\"id\":" + lease.getID() + "}")
                .collect(Collectors.joining(",", "[", "]"));
        lease(response.getHeader(), "\"leases\":" + ids);
    }

    /** etcdctl writes the fields of the header beside those of the answer. */
    private void lease(ResponseHeader header, String... fields) {
        String head = JsonText.of(header);
        out.println(
                head.substring(0, head.length() - 1) + (head.length() > 2 ? "," : "") + String.join(",", fields) + "}");
    }

    @Override
    public void watch(WatchResponse response) {
        String events = response.getEventsList().stream().map(JsonText::of).collect(Collectors.joining(",", "[", "]"));
        out.println("{\"Header\":" + JsonText.of(response.getHeader()) + ",\"Events\":"
                + (response.hasHeader() ? events : "null") + ",\"CompactRevision\":" + response.getCompactRevision()
                + ",\"Canceled\":" + response.getCanceled() + ",\"Created\":" + response.getCreated() + "}");
    }

    private void array(List<String> elements) {
        out.println("[" + String.join(",", elements) + "]");
    }

    private static String hexHeader(ResponseHeader header) {
        List<String> fields = new ArrayList<>();
        fields.add("\"cluster_id\":\"" + Long.toHexString(header.getClusterId()) + "\"");
        fields.add("\"member_id\":\"" + Long.toHexString(header.getMemberId()) + "\"");
        if (header.getRevision() != 0) {
            fields.add("\"revision\":" + header.getRevision());
        }
        if (header.getRaftTerm() != 0) {
            fields.add("\"raft_term\":" + Long.toUnsignedString(header.getRaftTerm()));
        }
        return "{" + String.join(",", fields) + "}";
    }

    private static String hexMember(Member member) {
        List<String> fields = new ArrayList<>();
        fields.add("\"ID\":\"" + Long.toHexString(member.getID()) + "\"");
        if (!member.getName().isEmpty()) {
            fields.add("\"name\":" + JsonText.quote(member.getName()));
        }
        fields.add("\"peerURLs\":" + strings(member.getPeerURLsList()));
        if (member.getClientURLsCount() > 0) {
            // The spelling is etcdctl's: scripts that read this form look for it.
            fields.add("\"clientURLS\":" + strings(member.getClientURLsList()));
        }
        if (member.getIsLearner()) {
            fields.add("\"isLearner\":true");
        }
        return "{" + String.join(",", fields) + "}";
    }

    private static String strings(List<String> values) {
        List<String> quoted = new ArrayList<>();
        for (String value : values) {
            quoted.add(JsonText.quote(value));
        }
        return "[" + String.join(",", quoted) + "]";
    }
}
