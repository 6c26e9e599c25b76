package io.fairlead.cli.snapshot;

import io.fairlead.api.FairleadException;
import io.fairlead.api.maintenance.SavedSnapshot;
import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.api.pb.etcdserverpb.StatusRequest;
import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.render.HumanSize;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import io.fairlead.cli.shell.Progress;
import io.fairlead.cli.wire.Endpoint;
import io.fairlead.cli.wire.Refusals;
import io.fairlead.client.FairleadClient;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code snapshot save}: fetches the whole state of one member into a file. */
public final class SnapshotSaveCommand implements Command {
    /** How often the size of the file is looked at, to show how far it has come. */
    private static final long LOOK_MILLIS = 200;

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
        List<Endpoint> endpoints = call.connections().endpoints();
        if (endpoints.size() != 1) {
            List<String> names = endpoints.stream().map(Endpoint::text).toList();
            throw new CommandFailure(
                    ExitCode.INTERRUPTED,
                    "snapshot must be requested to one selected node, not multiple [" + String.join(" ", names) + "]");
        }
        String file = call.arguments().get(0);
        SnapshotLog log = new SnapshotLog(call.console());
        try {
            fetch(call, endpoints.get(0), Path.of(file), log);
        } catch (FairleadException e) {
            throw interrupted(String.valueOf(Refusals.failure(e).getMessage()));
        } catch (UncheckedIOException | CommandFailure e) {
            throw interrupted(String.valueOf(e.getMessage()));
        }
        log.write(log.line("saved").field("path", file));
        call.console().out().println("Snapshot saved at " + file);
        return ExitCode.SUCCESS;
    }

    private static CommandFailure interrupted(String why) {
        return new CommandFailure(ExitCode.INTERRUPTED, why);
    }

    private static void fetch(Invocation call, Endpoint endpoint, Path file, SnapshotLog log) {
        FairleadClient client = call.client();
        Path unfinished = Path.of(file + ".part");
        log.write(log.line("created temporary db file").field("path", unfinished.toString()));
        log.write(log.line("fetching snapshot").field("endpoint", endpoint.text()));
        CompletableFuture<SavedSnapshot> saved =
                client.maintenance().async().snapshot(client.endpoints().get(0), file);
        SavedSnapshot snapshot = await(saved, call, endpoint, unfinished);
        log.write(log.line("fetched snapshot")
                .field("endpoint", endpoint.text())
                .field("size", HumanSize.of(snapshot.size())));
    }

    private static SavedSnapshot await(
            CompletableFuture<SavedSnapshot> saved, Invocation call, Endpoint endpoint, Path unfinished) {
        if (!call.console().terminal().isThere()) {
            return result(saved);
        }
        // What the member says of its state is about what comes.
        long expected = call.connections()
                .callAt(endpoint, MaintenanceGrpc.getStatusMethod(), StatusRequest.getDefaultInstance())
                .getDbSize();
        try (Progress progress = new Progress(call.console())) {
            while (true) {
                try {
                    return saved.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    progress.show("fetching", unfinished.toFile().length(), expected);
                } catch (ExecutionException e) {
                    return result(saved);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    saved.cancel(false);
                    throw interrupted("context canceled");
                }
            }
        }
    }

    private static SavedSnapshot result(CompletableFuture<SavedSnapshot> saved) {
        try {
            return saved.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
