package io.fairlead.cli.check;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.CompactionResponse;
import io.fairlead.api.pb.etcdserverpb.DefragmentRequest;
import io.fairlead.api.pb.etcdserverpb.DefragmentResponse;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.flag.Flag;
import io.fairlead.cli.flag.FlagSet;
import io.fairlead.cli.render.Ranges;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import io.fairlead.cli.wire.Connections;
import io.fairlead.cli.wire.Endpoint;
import java.io.PrintStream;

/** The keys that a check writes: there are none before, and none after. */
final class CheckedKeys {
    private final Connections connections;
    private final Invocation call;
    private final String prefix;

    /** The keys below {@code --prefix}. */
    CheckedKeys(Invocation call) {
        this.call = call;
        this.connections = call.connections();
        this.prefix = call.flags().text("prefix");
    }

    static FlagSet flags(String prefix) {
        return FlagSet.of(
                Flag.string("load", "s", "how much: s(small), m(medium), l(large) or xl(xLarge)"),
                Flag.string("prefix", prefix, "where the keys are written"),
                Flag.bool("auto-compact", "compact the history of the keys afterwards"),
                Flag.bool("auto-defrag", "give the space back afterwards"));
    }

    Connections connections() {
        return connections;
    }

    String prefix() {
        return prefix;
    }

    /** @throws CommandFailure if there are keys already, which would be removed in the end */
    void requireNone() {
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(start())
                .setRangeEnd(end())
                .setLimit(1)
                .build();
        if (connections.ask(KVGrpc.getRangeMethod(), request).getKvsCount() > 0) {
            throw new CommandFailure(
                    ExitCode.INVALID_INPUT,
                    "prefix \"" + prefix + "\" has keys. Delete with etcdctl del --prefix " + prefix + " first");
        }
    }

    /** Removes them, and what is left of them if the flags say so. */
    void remove() {
        DeleteRangeRequest request = DeleteRangeRequest.newBuilder()
                .setKey(start())
                .setRangeEnd(end())
                .build();
        long revision = connections
                .change(KVGrpc.getDeleteRangeMethod(), request)
                .getHeader()
                .getRevision();
        PrintStream out = call.console().out();
        if (call.flags().isOn("auto-compact")) {
            out.println("Compacting with revision " + revision);
            CompactionResponse unused = connections.change(
                    KVGrpc.getCompactMethod(),
                    CompactionRequest.newBuilder()
                            .setRevision(revision)
                            .setPhysical(true)
                            .build());
            out.println("Compacted with revision " + revision);
        }
        if (call.flags().isOn("auto-defrag")) {
            for (Endpoint endpoint : connections.endpoints()) {
                out.println("Defragmenting \"" + endpoint.text() + "\"");
                DefragmentResponse unused = connections.callAt(
                        endpoint, MaintenanceGrpc.getDefragmentMethod(), DefragmentRequest.getDefaultInstance());
                out.println("Defragmented \"" + endpoint.text() + "\"");
            }
        }
    }

    private ByteString start() {
        return ByteString.copyFromUtf8(prefix);
    }

    private ByteString end() {
        return Ranges.prefixEnd(start());
    }
}
