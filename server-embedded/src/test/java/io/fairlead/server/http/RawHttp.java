package io.fairlead.server.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One HTTP/1.1 connection, byte by byte: both directions may speak at once, and either may stop in the middle. */
public final class RawHttp implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;
    private final String authority;
    private boolean chunked;
    private long left;

    /** The head of a response; names in lower case. */
    public record Head(int status, Map<String, String> headers) {}

    /** A whole response. */
    public record Response(int status, Map<String, String> headers, String body) {}

    public RawHttp(String url) throws IOException {
        URI uri = URI.create(url);
        this.authority = uri.getAuthority();
        this.socket = new Socket(uri.getHost(), uri.getPort());
        // A head and its body are two writes: the second must not wait until the first is acknowledged.
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
        patience(PATIENCE_MILLIS);
    }

    /** How long a read may take. */
    public void patience(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    /** Asks and reads the whole answer, on a connection of its own. */
    public static Response ask(String url, String method, String path, Map<String, String> headers, String body)
            throws IOException {
        try (RawHttp http = new RawHttp(url)) {
            return http.ask(method, path, headers, body);
        }
    }

    /** Asks and reads the whole answer; the connection stays. */
    public Response ask(String method, String path, Map<String, String> headers, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Map<String, String> all = new TreeMap<>(headers);
        all.put("Content-Length", Integer.toString(bytes.length));
        head(method, path, all);
        write(bytes);
        Head head = readHead();
        boolean empty = method.equals("HEAD") || head.status() == 204;
        return new Response(head.status(), head.headers(), empty ? "" : readBody());
    }

    /** Sends the head of a request whose body comes in chunks. */
    public void begin(String method, String path, Map<String, String> headers) throws IOException {
        Map<String, String> all = new TreeMap<>(headers);
        all.put("Transfer-Encoding", "chunked");
        head(method, path, all);
    }

    public void head(String method, String path, Map<String, String> headers) throws IOException {
        StringBuilder text = new StringBuilder(method + ' ' + path + " HTTP/1.1\r\n");
        if (!headers.containsKey("Host")) {
            text.append("Host: ").append(authority).append("\r\n");
        }
        headers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        write(text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    }

    public void chunk(String part) throws IOException {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream framed = new ByteArrayOutputStream();
        framed.writeBytes((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
        framed.writeBytes(bytes);
        framed.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        write(framed.toByteArray());
    }

    public void endChunks() throws IOException {
        write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    }

    public void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Reads up to the body of the next response; an interim "continue" is passed over. */
    public Head readHead() throws IOException {
        while (true) {
            int status = Integer.parseInt(line().split(" ", -1)[1]);
            Map<String, String> headers = new TreeMap<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            if (status != 100) {
                chunked = "chunked".equals(headers.get("transfer-encoding"));
                left = chunked ? 0 : Long.parseLong(headers.getOrDefault("content-length", "-1"));
                return new Head(status, headers);
            }
        }
    }

    /** The next line of the body, without its end; empty when the body is over. */
    public Optional<String> bodyLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = bodyByte(); b >= 0; b = bodyByte()) {
            if (b == '\n') {
                return Optional.of(line.toString(StandardCharsets.UTF_8));
            }
            line.write(b);
        }
        return line.size() == 0 ? Optional.empty() : Optional.of(line.toString(StandardCharsets.UTF_8));
    }

    private String readBody() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int b = bodyByte(); b >= 0; b = bodyByte()) {
            body.write(b);
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    private int bodyByte() throws IOException {
        if (!chunked) {
            if (left == 0) {
                return -1;
            }
            left--;
            int b = in.read();
            if (b < 0 && left >= 0) {
                throw new EOFException("the connection ended within a body");
            }
            return b;
        }
        if (left < 0) {
            return -1;
        }
        if (left == 0) {
            left = Long.parseLong(line(), 16);
            if (left == 0) {
                line();
                left = -1;
                return -1;
            }
        }
        int b = in.read();
        if (b < 0) {
            throw new EOFException("the connection ended within a chunk");
        }
        left--;
        if (left == 0) {
            line();
        }
        return b;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection ended");
            }
            line.write(b);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** Whether the server has closed the connection, after what it still says. */
    public boolean isClosedByServer() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("a socket can't be closed", e);
        }
    }
}
