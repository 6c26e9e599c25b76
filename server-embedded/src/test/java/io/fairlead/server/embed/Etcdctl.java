package io.fairlead.server.embed;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The real etcdctl, as a person would run it; where there is one. */
final class Etcdctl {
    /** What a command printed and how it ended. */
    record Outcome(int exitCode, String out, String error) {
        /** The lines of the output. */
        List<String> lines() {
            return out.lines().toList();
        }
    }

    private final Path program;
    private final List<String> endpoints;
    private final String api;
    private final String timeoutFlag;

    private Etcdctl(Path program, List<String> endpoints, String api, String timeoutFlag) {
        this.program = program;
        this.endpoints = endpoints;
        this.api = api;
        this.timeoutFlag = timeoutFlag;
    }

    /** In the directory that the property etcd.bin names, or on the PATH. */
    static Optional<Path> find() {
        String named = System.getProperty("etcd.bin", "");
        Stream<String> places = named.isEmpty()
                ? Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                : Stream.of(named);
        return places.map(place -> Path.of(place, "etcdctl"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Etcdctl at(Path program, List<String> endpoints) {
        return new Etcdctl(program, List.copyOf(endpoints), "3", "--command-timeout=20s");
    }

    /** In its v2 mode. */
    static Etcdctl older(Path program, List<String> endpoints) {
        return new Etcdctl(program, List.copyOf(endpoints), "2", "--timeout=20s");
    }

    Outcome run(String... words) throws IOException, InterruptedException {
        return runWithInput("", words);
    }

    Outcome runWithInput(String input, String... words) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(program.toString(), "--endpoints=" + String.join(",", endpoints), timeoutFlag));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("ETCDCTL_API", api);
        Process process = builder.start();
        CompletableFuture<String> error = CompletableFuture.supplyAsync(() -> text(process, true));
        CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> text(process, false));
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(command + " does not end");
        }
        return new Outcome(process.exitValue(), out.join(), error.join());
    }

    private static String text(Process process, boolean error) {
        try {
            return new String(
                    (error ? process.getErrorStream() : process.getInputStream()).readAllBytes(),
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
