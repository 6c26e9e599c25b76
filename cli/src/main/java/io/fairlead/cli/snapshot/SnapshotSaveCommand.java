package io.fairlead.cli.snapshot;

import io.fairlead.api.DamagedSnapshotException;
import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.api.pb.etcdserverpb.SnapshotRequest;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.render.HumanSize;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import io.fairlead.cli.wire.Connections;
import io.fairlead.cli.wire.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** {@code snapshot save}: fetches the whole state of one member into a file. */
public final class SnapshotSaveCommand implements Command {
    @Override
    public String usage() {
        return "snapshot save <filename>";
    }

    @Override
    public String summary() {
        return "Fetches the whole state of one member into a file";
    }

    @Override
    public int run(Invocation call) {
        if (call.arguments().size() != 1) {
            throw CommandFailure.badArguments("snapshot save expects one argument");
        }
        Connections connections = call.connections();
        List<Endpoint> endpoints = connections.endpoints();
        if (endpoints.size() != 1) {
            List<String> names = endpoints.stream().map(Endpoint::text).toList();
            throw new CommandFailure(
                    ExitCode.INTERRUPTED,
                    "snapshot must be requested to one selected node, not multiple [" + String.join(" ", names) + "]");
        }
        String file = call.arguments().get(0);
        Path unfinished = Path.of(file + ".part");
        SnapshotLog log = new SnapshotLog(call.console());
        try {
            fetch(call, connections, endpoints.get(0), unfinished, log);
            Files.move(unfinished, Path.of(file), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | UncheckedIOException | CommandFailure | DamagedSnapshotException e) {
            throw new CommandFailure(ExitCode.INTERRUPTED, String.valueOf(e.getMessage()));
        } finally {
            remove(unfinished);
        }
        log.write(log.line("saved").field("path", file));
        call.console().out().println("Snapshot saved at " + file);
        return ExitCode.SUCCESS;
    }

    private static void fetch(
            Invocation call, Connections connections, Endpoint endpoint, Path unfinished, SnapshotLog log)
            throws IOException {
        try (SnapshotSink sink = SnapshotSink.create(unfinished)) {
            log.write(log.line("created temporary db file").field("path", unfinished.toString()));
            log.write(log.line("fetching snapshot").field("endpoint", endpoint.text()));
            boolean limited = call.flags().isGiven("command-timeout");
            connections.stream(
                    endpoint,
                    MaintenanceGrpc.getSnapshotMethod(),
                    SnapshotRequest.getDefaultInstance(),
                    limited,
                    response -> sink.accept(response.getBlob()));
            long size = sink.finish();
            log.write(log.line("fetched snapshot")
                    .field("endpoint", endpoint.text())
                    .field("size", HumanSize.of(size)));
        }
    }

    private static void remove(Path unfinished) {
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.INTERRUPTED, "can't remove " + unfinished + ": " + e.getMessage());
        }
    }
}
