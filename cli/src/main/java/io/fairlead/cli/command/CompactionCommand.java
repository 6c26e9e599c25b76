package io.fairlead.cli.command;

import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagException;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.flag.GoNumbers;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;

/** {@code compaction}: forgets the history before a revision. */
public final class CompactionCommand implements Command {
    private static final FlagSet FLAGS =
            FlagSet.of(Flag.bool("physical", "answer only when the old revisions are gone from the disk"));

    @Override
    public String usage() {
        return "compaction [options] <revision>";
    }

    @Override
    public String summary() {
        return "Forgets the history before a revision";
    }

    @Override
    public FlagSet flags() {
        return FLAGS;
    }

    @Override
    public int run(Invocation call) {
        if (call.arguments().size() != 1) {
            throw CommandFailure.badArguments("compaction command needs 1 argument");
        }
        long revision = revision(call.arguments().get(0));
        call.connections()
                .change(
                        KVGrpc.getCompactMethod(),
                        CompactionRequest.newBuilder()
                                .setRevision(revision)
                                .setPhysical(call.flags().isOn("physical"))
                                .build());
        call.console().out().println("compacted revision " + revision);
        return ExitCode.SUCCESS;
    }

    private static long revision(String text) {
        try {
            return GoNumbers.parseInt(text, 10);
        } catch (FlagException e) {
            throw CommandFailure.error(String.valueOf(e.getMessage()));
        }
    }
}
