package io.fairlead.cli.render;

import com.google.protobuf.Message;
import io.fairlead.api.pb.etcdserverpb.Member;
import io.fairlead.api.pb.etcdserverpb.MemberListResponse;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.cli.flag.GoDuration;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

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
