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

    private Etcdctl(Path program, List<String> endpoints) {
        this.program = program;
        this.endpoints = endpoints;
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
        return new Etcdctl(program, List.copyOf(endpoints));
    }

    Outcome run(String... words) throws IOException, InterruptedException {
        return runWithInput("", words);
    }

    Outcome runWithInput(String input, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(program.toString(), "--endpoints=" + String.join(",", endpoints), "--command-timeout=20s"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("ETCDCTL_API", "3");
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
