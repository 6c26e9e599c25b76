package io.fairlead.cli.render;

import io.fairlead.api.pb.etcdserverpb.Member;
import io.fairlead.api.pb.etcdserverpb.MemberListResponse;
import io.fairlead.cli.flag.GoDuration;
import java.io.PrintStream;
import java.util.List;

/** Tables, for the answers that have rows. */
final class TablePrinter extends Printer {
    TablePrinter(PrintStream out) {
        super("table", out);
    }

    @Override
    public void memberList(MemberListResponse response) {
        Table table = new Table("ID", "STATUS", "NAME", "PEER ADDRS", "CLIENT ADDRS", "IS LEARNER");
        for (Member member : response.getMembersList()) {
            table.addRow(Cells.member(member));
        }
        table.print(out);
    }

    @Override
    public void endpointStatus(List<EndpointStatus> statuses) {
        Table table = new Table(
                "ENDPOINT",
                "ID",
                "VERSION",
                "DB SIZE",
                "IS LEADER",
                "IS LEARNER",
                "RAFT TERM",
                "RAFT INDEX",
                "RAFT APPLIED INDEX",
                "ERRORS");
        for (EndpointStatus status : statuses) {
            table.addRow(Cells.status(status));
        }
        table.print(out);
    }

    @Override
    public void endpointHealth(List<EndpointHealth> health, PrintStream err) {
        Table table = new Table("ENDPOINT", "HEALTH", "TOOK", "ERROR");
        for (EndpointHealth one : health) {
            table.addRow(one.endpoint(), Boolean.toString(one.isHealthy()), GoDuration.format(one.took()), one.error());
        }
        table.print(out);
    }

    @Override
    public void endpointHash(List<EndpointHash> hashes) {
        Table table = new Table("ENDPOINT", "HASH");
        for (EndpointHash hash : hashes) {
            table.addRow(Cells.hash(hash));
        }
        table.print(out);
    }

    @Override
    public void snapshotStatus(SnapshotNumbers numbers) {
        Table table = new Table("HASH", "REVISION", "TOTAL KEYS", "TOTAL SIZE");
        table.addRow(Cells.snapshot(numbers));
        table.print(out);
    }
}
