package io.fairlead.server.embed;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A real etcd of one member, as a process. */
public final class RealEtcd {
    /** One that is not ready by then never will be. */
    private static final int PATIENCE_SECONDS = 30;

    private RealEtcd() {}

    /**
     * Returns once it serves.
     *
     * @throws AssertionError with all that it said, if it ended before or had to be ended
     */
    public static Process start(Path program, String name, Path dataDir, String peerUrl, String clientUrl)
            throws IOException {
        Process etcd = new ProcessBuilder(
                        program.toString(),
                        "--name=" + name,
                        "--data-dir=" + dataDir,
                        "--listen-peer-urls=" + peerUrl,
                        "--initial-advertise-peer-urls=" + peerUrl,
                        "--listen-client-urls=" + clientUrl,
                        "--advertise-client-urls=" + clientUrl,
                        "--initial-cluster=" + name + "=" + peerUrl,
                        "--log-outputs=stdout")
                .redirectErrorStream(true)
                .start();
        awaitReady(etcd);
        return etcd;
    }

    /** Reads what it says until it is ready, or until there is nothing more to come: whoever is never ready is ended. */
    private static void awaitReady(Process etcd) throws IOException {
        CompletableFuture<Void> patience =
                new CompletableFuture<Void>().completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS);
        var unused = patience.thenRun(() -> etcd.toHandle().destroyForcibly());
        try {
            BufferedReader log = etcd.inputReader();
            List<String> lines = new ArrayList<>();
            for (String line = log.readLine(); line != null; line = log.readLine()) {
                if (line.contains("ready to serve client requests")) {
                    return;
                }
                lines.add(line);
            }
            throw new AssertionError("etcd ended before it was ready: " + String.join("\n", lines));
        } finally {
            patience.cancel(false);
        }
    }
}
