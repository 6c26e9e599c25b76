package io.fairlead.cli.chaos;

import io.fairlead.cli.chaos.process.Processes;
import io.fairlead.cli.chaos.process.ServerProcess;
import java.nio.file.Path;
import java.util.List;

/** How the members of a run are set: small and quick, so that much happens in little time. */
final class Settings {
    private static final List<String> FLAGS = List.of(
            "--heartbeat-interval=50",
            "--election-timeout=500",
            "--snapshot-count=200",
            "--experimental-snapshot-catchup-entries=100",
            "--max-wals=2",
            "--max-snapshots=2",
            "--experimental-watch-progress-notify-interval=200ms",
            "--experimental-initial-corrupt-check=true",
            "--experimental-corrupt-check-time=3s",
            "--experimental-compact-hash-check-enabled=true",
            "--experimental-compact-hash-check-time=2s");

    private Settings() {}

    /** Starts a cluster of our servers, or of what the property {@code chaos.server} names. */
    static Processes cluster(int members, Path folder, boolean ownDisks) {
        String other = System.getProperty("chaos.server");
        List<String> command = other == null ? ServerProcess.ours() : List.of(other);
        return new Processes(members, folder, command, FLAGS, ownDisks);
    }
}
