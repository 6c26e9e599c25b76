package io.fairlead.cli.older;

import io.fairlead.api.pb.etcdserverpb.Member;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import io.fairlead.cli.wire.HealthPage;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/**
 * {@code cluster-health}: asks each member's health page, and says what that makes of the cluster: healthy (all),
 * degraded (a majority), or unavailable.
 */
public final class ClusterHealthCommand implements Command {
    private static final FlagSet FLAGS =
            FlagSet.of(Flag.bool("forever", "not supported: keep checking").withShorthand("f"));

    @Override
    public String usage() {
        return "cluster-health";
    }

    @Override
    public String summary() {
        return "Says whether each member and the cluster are healthy (older spelling)";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public int run(Invocation call) {
        if (call.flags().isOn("forever")) {
            throw new CommandFailure(ExitCode.BAD_FEATURE, "--forever is not supported");
        }
        PrintStream out = call.console().out();
        List<Member> members = members(call, out);
        int healthy = 0;
        for (Member member : members) {
            if (check(member, call)) {
                healthy++;
            }
        }
        if (healthy == members.size()) {
            out.println("cluster is healthy");
            return ExitCode.SUCCESS;
        }
        out.println(healthy > members.size() / 2 ? "cluster is degraded" : "cluster is unavailable");
        return ExitCode.OLD_CLUSTER_NOT_HEALTHY;
    }

    private static List<Member> members(Invocation call, PrintStream out) {
        try {
            return Members.list(call);
        } catch (CommandFailure e) {
            out.println("cluster may be unhealthy: failed to list members");
            throw new CommandFailure(ExitCode.OLD_SERVER_ERROR, " " + e.getMessage());
        }
    }

    private static boolean check(Member member, Invocation call) {
        PrintStream out = call.console().out();
        String id = Long.toHexString(member.getID());
        if (member.getClientURLsCount() == 0) {
            out.println("member " + id + " is unreachable: no available published client urls");
            return false;
        }
        for (String url : member.getClientURLsList()) {
            try {
                boolean isHealthy = HealthPage.isHealthy(url, call.access().security());
                out.println("member " + id + (isHealthy ? " is healthy: got healthy" : " is unhealthy: got unhealthy")
                        + " result from " + url);
                return isHealthy;
            } catch (IOException e) {
                out.println("failed to check the health of member " + id + " on " + url + ": " + e.getMessage());
            }
        }
        out.println("member " + id + " is unreachable: [" + String.join(" ", member.getClientURLsList())
                + "] are all unreachable");
        return false;
    }
}
