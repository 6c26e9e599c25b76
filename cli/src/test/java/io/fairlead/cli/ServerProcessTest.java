package io.fairlead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testing.FreePorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code fairlead server} as a process: what scripts made for etcd see of it. */
@Timeout(120)
class ServerProcessTest {
    private final List<Process> started = new ArrayList<>();
    private final Map<String, String> environment = new TreeMap<>();

    @TempDir
    Path folder;

    @AfterEach
    void killWhatIsLeft() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void server_startsServesAndStopsWhenTold() throws IOException, InterruptedException {
        Ports ports = Ports.free();
        Process server = server(ports, "a");
        BufferedReader log = log(server);
        String ready = lineWith(log, "ready to serve client requests");
        assertThat(ready).startsWith("{\"level\":\"info\",\"ts\":\"").endsWith("}");

        String endpoint = "127.0.0.1:" + ports.client();
        assertThat(Typed.line("put", "k", "v").at(endpoint).run()).isEqualTo(new Typed(0, "OK\n", ""));
        assertThat(Typed.line("get", "k").at(endpoint).run().out()).isEqualTo("k\nv\n");

        // Through its handle: Process.destroy would also close the stream the log comes from.
        server.toHandle().destroy();
        lineWith(log, "received signal; shutting down");
        lineWith(log, "closed member");
        assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(server.exitValue()).isZero();
    }

    @Test
    void server_killed_findsItsDataAgain() throws IOException, InterruptedException {
        Ports ports = Ports.free();
        String endpoint = "127.0.0.1:" + ports.client();
        Process first = server(ports, "a");
        lineWith(log(first), "ready to serve client requests");
        assertThat(Typed.line("put", "k", "v").at(endpoint).run().exitCode()).isZero();
        first.destroyForcibly();
        assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();

        Process second = server(ports, "a");
        lineWith(log(second), "ready to serve client requests");
        assertThat(Typed.line("get", "k").at(endpoint).run().out()).isEqualTo("k\nv\n");
    }

    @Test
    void server_dataFolderInUse_endsWith1() throws IOException, InterruptedException {
        Process first = server(Ports.free(), "a");
        lineWith(log(first), "ready to serve client requests");
        Process second = server(Ports.free(), "a");
        assertThat(lineWith(log(second), "\"level\":\"fatal\"")).contains("failed to start member");
        assertThat(second.waitFor()).isEqualTo(1);
        assertThat(first.isAlive()).isTrue();
    }

    @Test
    void server_portInUse_endsWith1() throws IOException, InterruptedException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process server = server(new Ports(Ports.free().peer(), taken.getLocalPort()), "a");
            assertThat(lineWith(log(server), "\"level\":\"fatal\""))
                    .contains("http://127.0.0.1:" + taken.getLocalPort())
                    .contains("Address already in use");
            assertThat(server.waitFor()).isEqualTo(1);
        }
    }

    @Test
    void server_dataFolderIsAFile_endsWith1() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("a"), "not a folder");
        Process server = server(Ports.free(), "a");
        assertThat(lineWith(log(server), "\"level\":\"fatal\"")).contains("failed to start member");
        assertThat(server.waitFor()).isEqualTo(1);
    }

    @Test
    void server_unknownFlag_endsWith2() throws IOException, InterruptedException {
        Process server = start("server", "--bogus");
        assertThat(log(server).readLine()).isEqualTo("flag provided but not defined: -bogus");
        assertThat(server.waitFor()).isEqualTo(2);
    }

    @Test
    void server_flagsThatDoNotFit_endWith1() throws IOException, InterruptedException {
        Process server = start("server", "--election-timeout=10");
        assertThat(lineWith(log(server), "failed to verify flags"))
                .contains("--election-timeout[10ms] should be at least as 5 times as --heartbeat-interval[100ms]");
        assertThat(server.waitFor()).isEqualTo(1);
    }

    @Test
    void server_failpointArmedOverHttp_haltsThereAndLosesNothingAnswered() throws IOException, InterruptedException {
        Ports ports = Ports.free();
        String endpoint = "127.0.0.1:" + ports.client();
        environment.put("GOFAIL_HTTP", "127.0.0.1:0");
        Process first = server(ports, "a");
        BufferedReader log = log(first);
        String failpoints =
                lineWith(log, "failpoints are served").replaceFirst("(?s).*, port (\\d+).*", "127.0.0.1:$1/");
        lineWith(log, "ready to serve client requests");
        assertThat(Typed.line("put", "k", "v").at(endpoint).run().exitCode()).isZero();

        assertThat(http("GET", failpoints, "")).startsWith("200 afterCommit=\n").contains("\nraftBeforeSave=\n");
        assertThat(http("PUT", failpoints + "raftBeforeSave", "sleep(\"1ms\")")).startsWith("204");
        assertThat(Typed.line("put", "k2", "v").at(endpoint).run().exitCode()).isZero();
        assertThat(http("PUT", failpoints + "raftBeforeSave", "panic")).startsWith("204");
        assertThat(Typed.line("put", "k3", "v").at(endpoint).run().exitCode()).isNotZero();
        assertThat(lineWith(log, "failpoint panic")).contains("raftBeforeSave");
        assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(first.exitValue()).isEqualTo(2);

        environment.clear();
        Process second = server(ports, "a");
        assertThat(linesUntil(log(second), "ready to serve client requests"))
                .noneMatch(line -> line.contains("failpoints"));
        assertThat(Typed.line("get", "--prefix", "k").at(endpoint).run().out()).isEqualTo("k\nv\nk2\nv\n");
    }

    @Test
    void server_noAddressForFailpoints_endsWith1() throws IOException, InterruptedException {
        environment.put("GOFAIL_HTTP", "here");
        Process server = server(Ports.free(), "a");
        assertThat(lineWith(log(server), "\"level\":\"fatal\"")).contains("no address to serve failpoints at: here");
        assertThat(server.waitFor()).isEqualTo(1);
    }

    private static String http(String method, String place, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://" + place))
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    private Process server(Ports ports, String data) throws IOException {
        String peer = "http://127.0.0.1:" + ports.peer();
        String client = "http://127.0.0.1:" + ports.client();
        return start(
                "server",
                "--name=m1",
                "--data-dir=" + folder.resolve(data),
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=m1=" + peer,
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client);
    }

    private Process start(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.fairlead.cli.Fairlead"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("ETCD"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private static BufferedReader log(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static String lineWith(BufferedReader log, String text) throws IOException {
        List<String> lines = linesUntil(log, text);
        return lines.get(lines.size() - 1);
    }

    private static List<String> linesUntil(BufferedReader log, String text) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            lines.add(line);
            if (line.contains(text)) {
                return lines;
            }
        }
        throw new AssertionError("no line with \"" + text + "\" in:\n" + String.join("\n", lines));
    }

    private record Ports(int peer, int client) {
        static Ports free() {
            List<Integer> ports = FreePorts.onLoopback(2);
            return new Ports(ports.get(0), ports.get(1));
        }
    }
}
