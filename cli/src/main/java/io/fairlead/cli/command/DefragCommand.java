package io.fairlead.cli.command;

import io.fairlead.api.pb.etcdserverpb.DefragmentRequest;
import io.fairlead.api.pb.etcdserverpb.DefragmentResponse;
import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import io.fairlead.cli.shell.Progress;
import io.fairlead.cli.wire.Connections;
import io.fairlead.cli.wire.Endpoint;

/** {@code defrag}: gives free space of the members' files back to the system, one member after the other. */
public final class DefragCommand implements Command {
    private static final FlagSet FLAGS = FlagSet.of(
            EndpointFlags.CLUSTER, Flag.string("data-dir", "", "not supported: a directory that no member uses"));

    @Override
    public String usage() {
        return "defrag";
    }

    @Override
    public String summary() {
        return "Gives free space of the members' files back to the system";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public String manual() {
        return """
            Compaction frees space inside the files of a member; this makes the files smaller. Members are done
            one after the other, each as its endpoint is named, all of them with --cluster.

            	$ fairlead compaction 4711
            	$ fairlead defrag --cluster --command-timeout=60s\
            """;
    }

    @Override
    public int run(Invocation call) {
        if (!call.flags().text("data-dir").isEmpty()) {
            throw new CommandFailure(
                    ExitCode.BAD_FEATURE,
                    "--data-dir: a member gives space back by itself when it starts; there is nothing to do offline");
        }
        Connections connections = EndpointFlags.connections(call);
        int failures = 0;
        int done = 0;
        try (Progress progress = new Progress(call.console())) {
            for (Endpoint endpoint : connections.endpoints()) {
                progress.show(
                        "defragmenting " + endpoint.text(),
                        done++,
                        connections.endpoints().size());
                if (!isDone(connections, endpoint, call, progress)) {
                    failures++;
                }
            }
        }
        return failures == 0 ? ExitCode.SUCCESS : ExitCode.ERROR;
    }

    private static boolean isDone(Connections connections, Endpoint endpoint, Invocation call, Progress progress) {
        try {
            DefragmentResponse unused = connections.callAt(
                    endpoint, MaintenanceGrpc.getDefragmentMethod(), DefragmentRequest.getDefaultInstance());
            progress.clear();
            call.console().out().println("Finished defragmenting etcd member[" + endpoint.text() + "]");
            return true;
        } catch (CommandFailure e) {
            progress.clear();
            call.console()
                    .err()
                    .println("Failed to defragment etcd member[" + endpoint.text() + "] (" + e.getMessage() + ")");
            return false;
        }
    }
}
