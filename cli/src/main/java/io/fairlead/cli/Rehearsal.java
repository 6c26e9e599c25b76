package io.fairlead.cli;

import io.fairlead.cli.log.ServerLog;
import io.fairlead.cli.shell.Console;
import io.fairlead.server.embed.FairleadServer;
import io.fairlead.server.embed.ServerConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * Runs a member and the everyday commands once. The launcher records which classes that loads and keeps them in an archive
 * that later starts map into memory instead of reading, checking and linking jars.
 */
public final class Rehearsal {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);

    private Rehearsal() {}

    /** Rehearses; ends with a number other than 0 if the member or a command failed. */
    public static void main(String[] args) throws IOException, InterruptedException, TimeoutException {
        ServerLog.install("info", List.of("stderr"), System.out, System.err);
        ServerConfig config = ServerConfig.builder()
                .listenPeerUrls("http://127.0.0.1:0")
                .listenClientUrls("http://127.0.0.1:0")
                .build();
        int failures = 0;
        try (FairleadServer server = FairleadServer.start(config)) {
            server.awaitReady(START_TIMEOUT);
            String endpoint = "--endpoints=" + server.clientUrls().get(0);
            for (List<String> words : script()) {
                List<String> line = new ArrayList<>(words);
                line.add(endpoint);
                failures += run(line, Map.of());
            }
            for (List<String> words : olderScript()) {
                List<String> line = new ArrayList<>(words);
                line.add(endpoint);
                failures += run(line, Map.of("ETCDCTL_API", "2"));
            }
        }
        run(List.of("--help"), Map.of());
        System.exit(failures == 0 ? 0 : 1);
    }

    private static int run(List<String> words, Map<String, String> environment) {
        InputStream stdin = new ByteArrayInputStream("\n\n\n".getBytes(StandardCharsets.UTF_8));
        return CommandLine.run(words, new Console(stdin, System.out, System.err, environment)) == 0 ? 0 : 1;
    }

    private static List<List<String>> script() {
        return List.of(
                List.of("version"),
                List.of("put", "rehearsal", "value"),
                List.of("get", "rehearsal"),
                List.of("get", "rehearsal", "-w", "json"),
                List.of("get", "rehearsal", "-w", "fields"),
                List.of("txn"),
                List.of("del", "rehearsal"),
                List.of("member", "list"),
                List.of("member", "list", "-w", "table"),
                List.of("endpoint", "status"),
                List.of("endpoint", "health"),
                List.of("endpoint", "hashkv"));
    }

    private static List<List<String>> olderScript() {
        return List.of(
                List.of("set", "rehearsal", "value"),
                List.of("get", "rehearsal"),
                List.of("ls"),
                List.of("rm", "rehearsal"),
                List.of("member", "list"),
                List.of("cluster-health"));
    }
}
