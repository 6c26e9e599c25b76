package io.fairlead.server.golden;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.fairlead.server.http.RawHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One connection for the calls that are answered at once, and one for each that stays open. */
final class GatewayTransport implements Transport {
    private final String url;
    private final Map<String, String> paths;
    private final RawHttp calls;
    private final List<HttpConversation> open = new ArrayList<>();

    GatewayTransport(String url, Map<String, String> paths) {
        this.url = url;
        this.paths = paths;
        this.calls = connect();
    }

    private RawHttp connect() {
        try {
            return new RawHttp(url);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String path(String method) {
        return Optional.ofNullable(paths.get(method))
                .orElseThrow(() -> new IllegalStateException("no path of " + method));
    }

    private static Map<String, String> headers(Optional<String> token) {
        return token.map(value -> Map.of("Authorization", value)).orElse(Map.of());
    }

    @Override
    public Arrival call(String method, JsonObject request, Optional<String> token) {
        try {
            RawHttp.Response response = calls.ask("POST", path(method), headers(token), request.toString());
            return arrival(
                    response.status(), JsonParser.parseString(response.body()).getAsJsonObject());
        } catch (IOException e) {
            throw new AssertionError(method + " is not answered: " + e, e);
        }
    }

    private static Arrival arrival(int status, JsonObject json) {
        return status == 200 ? new Arrival.Message(json) : ending(status, json);
    }

    private static Arrival.End ending(int status, JsonObject json) {
        int code = json.get("code").getAsInt();
        if (status != 200 && httpStatus(code) != status) {
            throw new AssertionError("HTTP status " + status + " for the code " + code);
        }
        return new Arrival.End(code, json.get("message").getAsString());
    }

    /** The statuses the recordings list. */
    private static int httpStatus(int code) {
        return switch (code) {
            case 2 -> 500;
            case 3, 9, 11 -> 400;
            case 5 -> 404;
            case 7 -> 403;
            case 8 -> 429;
            case 12 -> 501;
            case 14 -> 503;
            case 16 -> 401;
            default -> throw new AssertionError("a code that was never recorded: " + code);
        };
    }

    @Override
    public Conversation open(String method, Optional<String> token) {
        try {
            HttpConversation conversation = new HttpConversation(connect());
            conversation.http.begin("POST", path(method), headers(token));
            open.add(conversation);
            return conversation;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        calls.close();
        open.forEach(HttpConversation::cancel);
    }

    private static final class HttpConversation implements Conversation {
        private final RawHttp http;
        private Optional<RawHttp.Head> head = Optional.empty();
        private Optional<Arrival> end = Optional.empty();

        HttpConversation(RawHttp http) {
            this.http = http;
        }

        @Override
        public void send(JsonObject request) {
            try {
                http.chunk(request.toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void halfClose() {
            try {
                http.endChunks();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Optional<Arrival> next(Duration patience) {
            if (end.isPresent()) {
                return end;
            }
            try {
                http.patience((int) Math.max(1, patience.toMillis())); // 0 would be for ever
                if (head.isEmpty()) {
                    head = Optional.of(http.readHead());
                }
                Optional<String> line = http.bodyLine();
                Arrival arrival = line.map(this::arrival).orElse(new Arrival.End(0, ""));
                if (arrival instanceof Arrival.End) {
                    end = Optional.of(arrival);
                }
                return Optional.of(arrival);
            } catch (SocketTimeoutException e) {
                return Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Arrival arrival(String line) {
            JsonObject json = JsonParser.parseString(line).getAsJsonObject();
            JsonElement result = json.get("result");
            if (result != null) {
                return new Arrival.Message(result.getAsJsonObject());
            }
            int status = head.orElseThrow().status();
            return json.has("header")
                    ? new Arrival.Message(json)
                    : ending(status, json.has("message") ? json : json.getAsJsonObject("error"));
        }

        @Override
        public void cancel() {
            http.close();
        }
    }
}
