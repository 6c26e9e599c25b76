package io.fairlead.cli.snapshot;

import io.fairlead.cli.command.Command;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.render.SnapshotNumbers;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import io.fairlead.server.embed.SnapshotRestore;
import io.fairlead.server.embed.SnapshotStatus;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** {@code snapshot status}: checks a snapshot file and tells what it holds. */
public final class SnapshotStatusCommand implements Command {
    @Override
    public String usage() {
        return "snapshot status <filename>";
    }

    @Override
    public String summary() {
        return "Checks a snapshot file and tells its hash, revision, keys and size";
    }

    @Override
    public int run(Invocation call) {
        if (call.arguments().size() != 1) {
            throw CommandFailure.badArguments("snapshot status requires exactly one argument");
        }
        String file = call.arguments().get(0);
        SnapshotStatus status;
        try {
            status = SnapshotRestore.status(Path.of(file));
        } catch (NoSuchFileException e) {
            throw CommandFailure.error("stat " + file + ": no such file or directory");
        } catch (IOException e) {
            throw CommandFailure.error(String.valueOf(e.getMessage()));
        }
        call.printer()
                .snapshotStatus(
                        new SnapshotNumbers(status.hash(), status.revision(), status.totalKeys(), status.totalSize()));
        return ExitCode.SUCCESS;
    }
}
