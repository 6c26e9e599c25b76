package io.fairlead.cli.command;

import io.fairlead.api.pb.etcdserverpb.ClusterGrpc;
import io.fairlead.api.pb.etcdserverpb.Member;
import io.fairlead.api.pb.etcdserverpb.MemberAddRequest;
import io.fairlead.api.pb.etcdserverpb.MemberAddResponse;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagException;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.flag.PeerUrls;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code member add}: makes room for a member and says with which settings to start it.
 *
 * <p>It knows two spellings: {@code member add NAME --peer-urls=URL}, and the older {@code member add NAME URL} with the
 * older words in its answer.
 */
public final class MemberAddCommand implements Command {
    private static final FlagSet FLAGS = FlagSet.of(
            Flag.list("peer-urls", "", "where the member will serve its peers, divided by commas"),
            Flag.bool("learner", "add it as a learner, which has no vote until it is promoted"));

    @Override
    public String usage() {
        return "member add <memberName> [options]";
    }

    @Override
    public String summary() {
        return "Makes room for a member and shows the settings to start it with";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public int run(Invocation call) {
        List<String> arguments = call.arguments();
        boolean namesUrls = !call.flags().text("peer-urls").isEmpty();
        if (arguments.isEmpty()) {
            throw CommandFailure.badArguments("member name not provided");
        }
        if (arguments.size() == 2 && !namesUrls) {
            return runOlder(call, arguments.get(0), List.of(arguments.get(1).split(",", -1)));
        }
        if (arguments.size() > 1) {
            throw CommandFailure.badArguments("too many arguments");
        }
        if (!namesUrls) {
            throw CommandFailure.badArguments("member peer urls not provided");
        }
        MemberAddResponse added = add(call, call.flags().list("peer-urls"));
        call.printer().memberAdd(added);
        if (call.flags().text("write-out").equals("simple")) {
            String name = arguments.get(0);
            PrintStream out = call.console().out();
            out.println();
            out.println("ETCD_NAME=\"" + name + "\"");
            out.println("ETCD_INITIAL_CLUSTER=\"" + initialCluster(added, name) + "\"");
            out.println("ETCD_INITIAL_ADVERTISE_PEER_URLS=\""
                    + String.join(",", added.getMember().getPeerURLsList()) + "\"");
            out.println("ETCD_INITIAL_CLUSTER_STATE=\"existing\"");
        }
        return ExitCode.SUCCESS;
    }

    /** Adds a member and answers with the words of the older command. */
    public static int runOlder(Invocation call, String name, List<String> peerUrls) {
        MemberAddResponse added = add(call, peerUrls);
        PrintStream out = call.console().out();
        out.println("Added member named " + name + " with ID "
                + Long.toHexString(added.getMember().getID()) + " to cluster");
        out.println();
        out.println("ETCD_NAME=\"" + name + "\"");
        out.println("ETCD_INITIAL_CLUSTER=\"" + initialCluster(added, name) + "\"");
        out.println("ETCD_INITIAL_CLUSTER_STATE=\"existing\"");
        return ExitCode.SUCCESS;
    }

    private static MemberAddResponse add(Invocation call, List<String> peerUrls) {
        try {
            PeerUrls.check(peerUrls);
        } catch (FlagException e) {
            throw CommandFailure.error(String.valueOf(e.getMessage()));
        }
        boolean learner = call.flags().isOn("learner");
        MemberAddRequest request = MemberAddRequest.newBuilder()
                .addAllPeerURLs(peerUrls)
                .setIsLearner(learner)
                .build();
        return call.connections().change(ClusterGrpc.getMemberAddMethod(), request);
    }

    /** All members with their peer URLs; the new one, which has no name of its own yet, under {@code newName}. */
    private static String initialCluster(MemberAddResponse added, String newName) {
        List<String> parts = new ArrayList<>();
        for (Member member : added.getMembersList()) {
            String name = member.getID() == added.getMember().getID() ? newName : member.getName();
            for (String url : member.getPeerURLsList()) {
                parts.add(name + "=" + url);
            }
        }
        return String.join(",", parts);
    }
}
