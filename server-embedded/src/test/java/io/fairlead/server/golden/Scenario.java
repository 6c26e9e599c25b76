package io.fairlead.server.golden;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One recorded scenario.
 *
 * @param about one line for people
 * @param transports where it makes sense; empty: everywhere
 */
public record Scenario(
        String name,
        String area,
        String about,
        ServerSettings server,
        Set<String> tags,
        Set<String> transports,
        List<Step> steps) {
    /** The recorded files, in the order of their replay. */
    static final List<String> AREAS = List.of(
            "kv-put",
            "kv-range",
            "kv-delete",
            "kv-txn",
            "compaction",
            "watch",
            "lease",
            "lock",
            "election",
            "auth",
            "cluster",
            "maintenance",
            "limits",
            "durability");

    /** Every scenario of every area. */
    public static List<Scenario> all() {
        return AREAS.stream().map(Scenario::ofArea).flatMap(Collection::stream).toList();
    }

    /** The scenarios of one area, which is one file. */
    static List<Scenario> ofArea(String area) {
        JsonObject file;
        try (InputStream in = Scenario.class.getResourceAsStream("/golden/" + area + ".json")) {
            if (in == null) {
                throw new IllegalStateException("no recorded scenarios of " + area);
            }
            try (Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
                file = JsonParser.parseReader(reader).getAsJsonObject();
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the recorded scenarios of " + area, e);
        }
        if (file.get("format").getAsInt() != 1) {
            throw new IllegalStateException("an unknown format of " + area);
        }
        List<Scenario> scenarios = new ArrayList<>();
        file.getAsJsonArray("scenarios").forEach(each -> scenarios.add(of(each.getAsJsonObject())));
        return scenarios;
    }

    private static Scenario of(JsonObject json) {
        return new Scenario(
                json.get("name").getAsString(),
                json.get("area").getAsString(),
                json.get("about").getAsString(),
                ServerSettings.of(
                        Optional.ofNullable(json.getAsJsonObject("server")).orElseGet(JsonObject::new)),
                words(json, "tags"),
                words(json, "transports"),
                elements(json.getAsJsonArray("steps"))
                        .map(step -> Step.of(step.getAsJsonObject()))
                        .toList());
    }

    /** Does it wait for real time? */
    boolean waits() {
        return tags.contains("timing");
    }

    boolean madeFor(Wire wire) {
        return transports.isEmpty() || transports.contains(wire.name());
    }

    /** The methods it calls. */
    public Set<String> methods() {
        Set<String> methods = new TreeSet<>();
        for (Step step : steps) {
            if (step instanceof Step.Call call) {
                methods.add(call.method());
            } else if (step instanceof Step.OnStream onStream) {
                onStream.method().ifPresent(methods::add);
            }
        }
        return methods;
    }

    /** Does it speak after it has listened on a stream, which only a full-duplex wire can carry? */
    public boolean needsDuplex() {
        return steps.stream()
                .anyMatch(step -> step instanceof Step.OnStream onStream
                        && onStream.method().isEmpty()
                        && onStream.send().isPresent());
    }

    private static Set<String> words(JsonObject json, String member) {
        JsonArray words = Optional.ofNullable(json.getAsJsonArray(member)).orElseGet(JsonArray::new);
        Set<String> set = new TreeSet<>();
        elements(words).forEach(word -> set.add(word.getAsString()));
        return set;
    }

    private static Stream<JsonElement> elements(JsonArray array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
