package io.fairlead.server.golden;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/** One step of a scenario. What the notation does not know is refused here, so that no part of a file goes unread. */
sealed interface Step {
    /** A call and its one answer; {@code answer} is the expected message or end. */
    record Call(String method, JsonObject request, Optional<JsonElement> token, Expected answer) implements Step {}

    /** The expected answer of a call. */
    sealed interface Expected {}

    /** The expected message. */
    record Response(JsonObject json) implements Expected {}

    /** The expected end: {@code code} and {@code message}. */
    record Ending(JsonObject json) implements Expected {}

    /** Something on a stream; the parts that are there happen in the order of the components. */
    record OnStream(
            String name,
            Optional<String> method,
            Optional<JsonElement> token,
            Optional<JsonObject> send,
            List<JsonObject> expect,
            Optional<Duration> quiet,
            boolean halfClose,
            Optional<Ending> end,
            Optional<JsonObject> check,
            boolean cancel)
            implements Step {}

    /** Nothing but waiting. */
    record Sleep(Duration duration) implements Step {}

    /** The member stops, in good order or not, and comes back on its data and ports. */
    record Restart(boolean graceful) implements Step {}

    static Step of(JsonObject json) {
        if (json.has("sleep_ms")) {
            onlyHas(json, Set.of("sleep_ms"));
            return new Sleep(Duration.ofMillis(json.get("sleep_ms").getAsLong()));
        }
        if (json.has("restart")) {
            onlyHas(json, Set.of("restart"));
            String how = json.get("restart").getAsString();
            return switch (how) {
                case "graceful" -> new Restart(true);
                case "kill" -> new Restart(false);
                default -> throw new IllegalArgumentException("an unknown restart: " + how);
            };
        }
        return json.has("stream") ? onStream(json) : call(json);
    }

    private static Step call(JsonObject json) {
        onlyHas(json, Set.of("method", "request", "token", "response", "error"));
        if (json.has("response") == json.has("error")) {
            throw new IllegalArgumentException("a call has a response or an error: " + json);
        }
        return new Call(
                json.get("method").getAsString(),
                json.getAsJsonObject("request"),
                Optional.ofNullable(json.get("token")),
                json.has("response")
                        ? new Response(json.getAsJsonObject("response"))
                        : new Ending(json.getAsJsonObject("error")));
    }

    private static Step onStream(JsonObject json) {
        onlyHas(
                json,
                Set.of(
                        "stream",
                        "method",
                        "token",
                        "send",
                        "expect",
                        "quiet_ms",
                        "half_close",
                        "end",
                        "check",
                        "cancel"));
        List<JsonObject> expect = json.has("expect")
                ? StreamSupport.stream(json.getAsJsonArray("expect").spliterator(), false)
                        .map(JsonElement::getAsJsonObject)
                        .toList()
                : List.of();
        return new OnStream(
                json.get("stream").getAsString(),
                Optional.ofNullable(json.get("method")).map(JsonElement::getAsString),
                Optional.ofNullable(json.get("token")),
                Optional.ofNullable(json.getAsJsonObject("send")),
                expect,
                Optional.ofNullable(json.get("quiet_ms")).map(quiet -> Duration.ofMillis(quiet.getAsLong())),
                isTrue(json, "half_close"),
                Optional.ofNullable(json.getAsJsonObject("end")).map(Ending::new),
                Optional.ofNullable(json.getAsJsonObject("check")),
                isTrue(json, "cancel"));
    }

    private static boolean isTrue(JsonObject json, String member) {
        return json.has(member) && json.get(member).getAsBoolean();
    }

    private static void onlyHas(JsonObject json, Set<String> members) {
        if (!members.containsAll(json.keySet())) {
            throw new IllegalArgumentException("a member the notation does not know: " + json);
        }
    }
}
