package io.fairlead.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The real etcdctl, if there is one: in the directory that the property etcd.bin names, or on the PATH. */
final class Etcdctl {
    private static final int TIMEOUT_SECONDS = 60;

    private final Path binary;

    private Etcdctl(Path binary) {
        this.binary = binary;
    }

    static Optional<Etcdctl> find() {
        String named = System.getProperty("etcd.bin");
        Stream<String> places = named == null
                ? Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                : Stream.of(named);
        return places.map(place -> Path.of(place, "etcdctl"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Etcdctl::new);
    }

    Typed run(String endpoints, String stdin, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(binary.toString(), "--endpoints=" + endpoints));
        command.addAll(List.of(words));
        Path out = Files.createTempFile("etcdctl", ".out");
        Path err = Files.createTempFile("etcdctl", ".err");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            process.getOutputStream().write(stdin.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("etcdctl hangs: " + command);
            }
            return new Typed(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
