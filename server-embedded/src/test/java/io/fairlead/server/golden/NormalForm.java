package io.fairlead.server.golden;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What a received message is made into before it is compared: rules 1 to 3 of the notation. */
final class NormalForm {
    private static final Set<String> NOT_OF_A_HEADER = Set.of("cluster_id", "member_id", "raft_term");
    private static final Set<String> NOT_SORTED_BY = Set.of("ID", "memberID");

    private NormalForm() {}

    /** A copy without what tells one server from another, its unordered lists sorted. */
    static JsonObject of(String method, JsonObject message) {
        JsonObject normal = (JsonObject) stripped("", message);
        String list = unorderedList(method);
        if (normal.has(list)) {
            normal.add(list, sorted(normal.getAsJsonArray(list)));
        }
        return normal;
    }

    /** Holds it nothing, as a member that proto3 leaves out? An empty message that is there is not nothing. */
    static boolean isDefault(JsonElement element) {
        if (element.isJsonArray()) {
            return element.getAsJsonArray().isEmpty();
        }
        if (!element.isJsonPrimitive()) {
            return element.isJsonNull();
        }
        JsonPrimitive value = element.getAsJsonPrimitive();
        if (value.isBoolean()) {
            return !value.getAsBoolean();
        }
        return value.getAsString().isEmpty() || value.getAsString().equals("0");
    }

    private static JsonElement stripped(String name, JsonElement element) {
        if (element.isJsonArray()) {
            JsonArray array = new JsonArray();
            element.getAsJsonArray().forEach(item -> array.add(stripped("", item)));
            return array;
        }
        if (!element.isJsonObject()) {
            return element;
        }
        JsonObject object = new JsonObject();
        for (Map.Entry<String, JsonElement> member : element.getAsJsonObject().entrySet()) {
            if (name.equals("header") && NOT_OF_A_HEADER.contains(member.getKey())) {
                continue;
            }
            JsonElement value = stripped(member.getKey(), member.getValue());
            if (!isDefault(value)) {
                object.add(member.getKey(), value);
            }
        }
        return object;
    }

    private static String unorderedList(String method) {
        if (method.startsWith("etcdserverpb.Cluster/")) {
            return "members";
        }
        return switch (method) {
            case "etcdserverpb.Lease/LeaseTimeToLive" -> "keys";
            case "etcdserverpb.Maintenance/Alarm" -> "alarms";
            case "etcdserverpb.Maintenance/Status" -> "errors";
            default -> "";
        };
    }

    private static JsonArray sorted(JsonArray array) {
        List<JsonElement> elements = new ArrayList<>();
        array.forEach(elements::add);
        elements.sort(Comparator.comparing(NormalForm::sortText));
        JsonArray sorted = new JsonArray();
        elements.forEach(sorted::add);
        return sorted;
    }

    /** The text the recordings sort by: members in order, with a space behind comma and colon. */
    private static String sortText(JsonElement element) {
        if (element.isJsonArray()) {
            return StreamSupport.stream(element.getAsJsonArray().spliterator(), false)
                    .map(NormalForm::sortText)
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        if (!element.isJsonObject()) {
            return element.toString();
        }
        Map<String, JsonElement> members =
                new TreeMap<>(element.getAsJsonObject().asMap());
        members.keySet().removeAll(NOT_SORTED_BY);
        return members.entrySet().stream()
                .map(member -> '"' + member.getKey() + "\": " + sortText(member.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }
}
