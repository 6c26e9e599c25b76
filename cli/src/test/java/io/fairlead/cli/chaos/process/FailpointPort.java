package io.fairlead.cli.chaos.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/** The failpoints of one member, as a process offers them over HTTP; a server without any offers none. */
public final class FailpointPort {
    /** The variable that tells a process where to offer them. */
    static final String VARIABLE = "GOFAIL_HTTP";

    private final String address;
    private final HttpClient http = HttpClient.newHttpClient();

    FailpointPort(int port) {
        this.address = "127.0.0.1:" + port;
    }

    String address() {
        return address;
    }

    /** The names of all; none where nobody answers. */
    public List<String> names() {
        try {
            return call("", "GET", "")
                    .lines()
                    .map(line -> line.substring(0, line.indexOf('=')))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * Something happens at this place from now on.
     *
     * @throws IOException if the process did not answer; it may have come to the place
     */
    public void arm(String name, String terms) throws IOException {
        String unused = call(name, "PUT", terms);
    }

    /**
     * Nothing happens at this place any more.
     *
     * @throws IOException if the process did not answer; it may have come to the place before
     */
    public void disarm(String name) throws IOException {
        String unused = call(name, "DELETE", "");
    }

    private String call(String name, String method, String body) throws IOException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + "/" + name))
                    .method(method, BodyPublishers.ofString(body))
                    .build();
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new IllegalStateException(
                        method + " " + name + ": " + response.statusCode() + " " + response.body());
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
