package io.fairlead.cli.render;

import io.fairlead.api.pb.etcdserverpb.Member;
import io.fairlead.api.pb.etcdserverpb.StatusResponse;

/** The cells of a row, the same for tables and for the simple format's lines. */
final class Cells {
    private Cells() {}

    static String[] member(Member member) {
        return new String[] {
            Long.toHexString(member.getID()),
            // A member has a name from its first start on.
            member.getName().isEmpty() ? "unstarted" : "started",
            member.getName(),
            String.join(",", member.getPeerURLsList()),
            String.join(",", member.getClientURLsList()),
            Boolean.toString(member.getIsLearner())
        };
    }

    static String[] status(EndpointStatus endpoint) {
        StatusResponse status = endpoint.status();
        return new String[] {
            endpoint.endpoint(),
            Long.toHexString(status.getHeader().getMemberId()),
            status.getVersion(),
            HumanSize.of(status.getDbSize()),
            Boolean.toString(status.getLeader() == status.getHeader().getMemberId()),
            Boolean.toString(status.getIsLearner()),
            Long.toUnsignedString(status.getRaftTerm()),
            Long.toUnsignedString(status.getRaftIndex()),
            Long.toUnsignedString(status.getRaftAppliedIndex()),
            String.join(", ", status.getErrorsList())
        };
    }

    static String[] hash(EndpointHash endpoint) {
        return new String[] {
            endpoint.endpoint(), Integer.toUnsignedString(endpoint.hash().getHash())
        };
    }

    static String[] snapshot(SnapshotNumbers numbers) {
        return new String[] {
            Integer.toHexString(numbers.hash()),
            Long.toString(numbers.revision()),
            Long.toString(numbers.totalKeys()),
            HumanSize.of(numbers.totalSize())
        };
    }
}
