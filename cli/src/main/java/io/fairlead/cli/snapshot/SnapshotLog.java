package io.fairlead.cli.snapshot;

import io.fairlead.cli.log.ZapLine;
import io.fairlead.cli.shell.Console;
import java.time.Instant;

/** What the commands say on standard error while they work, as etcd's tools do. */
final class SnapshotLog {
    private final Console console;

    SnapshotLog(Console console) {
        this.console = console;
    }

    /** A line about what happens; fields follow, and {@link #write}. */
    ZapLine line(String message) {
        return ZapLine.of("info", Instant.now(), "snapshot", message);
    }

    void write(ZapLine line) {
        console.err().println(line);
    }
}
