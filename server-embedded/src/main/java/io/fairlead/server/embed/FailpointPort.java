package io.fairlead.server.embed;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fairlead.server.failpoint.Failpoint;
import io.fairlead.server.failpoint.Failpoints;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Failpoints over HTTP, in the form that etcd's tools use: {@code GET /} lists {@code name=terms} a line each, {@code GET /name}
 * tells the terms and {@code GET /name/count} how often they took effect, {@code PUT /name} arms, {@code DELETE /name} clears.
 *
 * <p>Its one thread, {@code fairlead-failpoints}, keeps no JVM alive. There is no protection: whoever reaches the port may stop
 * the process.
 */
final class FailpointPort implements AutoCloseable {
    private static final int BODY_BYTES_MAX = 4096;
    private static final String COUNT = "/count";
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int SERVER_ERROR = 500;

    private final Failpoints failpoints;
    private final Object noHalt;
    private final HttpServer server;

    private FailpointPort(Failpoints failpoints, Object noHalt, HttpServer server) {
        this.failpoints = failpoints;
        this.noHalt = noHalt;
        this.server = server;
    }

    /**
     * Listens.
     *
     * @param address {@code host:port}; without a host on all addresses, as Go reads it
     * @param noHalt held while a request is answered: whoever halts the process takes it first, so that the answer to what
     *     armed the halt still goes out
     * @throws IOException if that is no address, or can't be listened on
     */
    static FailpointPort open(String address, Failpoints failpoints, Object noHalt) throws IOException {
        HttpServer server = HttpServer.create(addressOf(address), 0);
        FailpointPort port = new FailpointPort(failpoints, noHalt, server);
        server.createContext("/", port::answer);
        // The server's threads are daemons if the thread that starts it is one.
        Thread starter = new Thread(server::start, "fairlead-failpoints");
        starter.setDaemon(true);
        starter.start();
        return port;
    }

    private static InetSocketAddress addressOf(String address) throws IOException {
        int colon = address.lastIndexOf(':');
        try {
            int port = Integer.parseInt(address.substring(colon + 1));
            String host = address.substring(0, Math.max(colon, 0));
            InetSocketAddress parsed = host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
            if (colon < 0 || parsed.isUnresolved()) {
                throw new IOException("no address to serve failpoints at: " + address);
            }
            return parsed;
        } catch (IllegalArgumentException e) {
            throw new IOException("no address to serve failpoints at: " + address, e);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String name = exchange.getRequestURI().getPath().substring(1);
            synchronized (noHalt) {
                switch (exchange.getRequestMethod()) {
                    case "GET" -> get(exchange, name);
                    case "PUT" -> put(exchange, name);
                    case "DELETE" -> delete(exchange, name);
                    default -> {
                        exchange.getResponseHeaders().add("Allow", "DELETE, GET, PUT");
                        say(exchange, METHOD_NOT_ALLOWED, "Method not allowed");
                    }
                }
            }
        }
    }

    private void get(HttpExchange exchange, String name) throws IOException {
        if (name.isEmpty()) {
            say(exchange, OK, all());
            return;
        }
        boolean count = name.endsWith(COUNT);
        Optional<Failpoint> point = Failpoint.of(count ? name.substring(0, name.length() - COUNT.length()) : name);
        if (point.isEmpty()) {
            say(exchange, NOT_FOUND, "failed to GET: failpoint: failpoint does not exist");
            return;
        }
        Optional<String> found =
                count ? failpoints.count(point.get()).map(String::valueOf) : failpoints.terms(point.get());
        if (found.isPresent()) {
            say(exchange, OK, found.get());
        } else {
            say(exchange, count ? SERVER_ERROR : NOT_FOUND, "failed to GET: failpoint: failpoint is disabled");
        }
    }

    private String all() {
        return Arrays.stream(Failpoint.values())
                .sorted(Comparator.comparing(Failpoint::label))
                .map(point -> point.label() + "=" + failpoints.terms(point).orElse(""))
                .collect(Collectors.joining("\n"));
    }

    private void put(HttpExchange exchange, String name) throws IOException {
        Optional<Failpoint> point = Failpoint.of(name);
        try (InputStream body = exchange.getRequestBody()) {
            String terms = new String(body.readNBytes(BODY_BYTES_MAX), StandardCharsets.UTF_8);
            failpoints.arm(point.orElseThrow(() -> new IllegalArgumentException(name)), terms);
            exchange.sendResponseHeaders(NO_CONTENT, -1);
        } catch (IllegalArgumentException e) {
            say(exchange, BAD_REQUEST, "failed to set failpoint " + name);
        }
    }

    private void delete(HttpExchange exchange, String name) throws IOException {
        Optional<Failpoint> point = Failpoint.of(name);
        if (point.isEmpty()) {
            say(exchange, BAD_REQUEST, "failed to delete failpoint failpoint: failpoint does not exist");
        } else if (failpoints.disarm(point.get())) {
            exchange.sendResponseHeaders(NO_CONTENT, -1);
        } else {
            say(exchange, BAD_REQUEST, "failed to delete failpoint failpoint: failpoint is disabled");
        }
    }

    private static void say(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
