package io.fairlead.client.recipe.registry;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import io.fairlead.api.Bytes;
import io.fairlead.api.concurrency.ServiceInstance;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An instance as the resolver of etcd's Go client writes it: {@code {"Op":0,"Addr":"host:port","Metadata":{...}}}. Its metadata
 * can be any JSON: of an object we take the members, of anything else a single member named {@code Metadata}; what is not a
 * string is taken as its JSON text.
 */
final class InstanceJson {
    private static final System.Logger LOG = System.getLogger(InstanceJson.class.getName());

    private static final String OP = "Op";
    private static final String ADDRESS = "Addr";
    private static final String METADATA = "Metadata";

    private static final Gson GSON = new GsonBuilder()
            .setStrictness(Strictness.STRICT)
            .serializeNulls()
            .disableHtmlEscaping()
            .create();

    private InstanceJson() {}

    static Bytes write(ServiceInstance instance) {
        JsonObject json = new JsonObject();
        json.addProperty(OP, 0);
        json.addProperty(ADDRESS, instance.address());
        json.add(
                METADATA,
                instance.metadata().isEmpty()
                        ? JsonNull.INSTANCE
                        : GSON.toJsonTree(new TreeMap<>(instance.metadata())));
        return Bytes.utf8(GSON.toJson(json));
    }

    /** Empty if it can't be read: it is not ours, and no reason to hide those that can. */
    static Optional<ServiceInstance> read(String id, Bytes value) {
        try {
            if (id.isEmpty()
                    || !(GSON.fromJson(value.toUtf8(), JsonElement.class) instanceof JsonObject json)
                    || !isString(json.get(ADDRESS))) {
                return unreadable(id);
            }
            Map<String, String> metadata = new LinkedHashMap<>();
            JsonElement more = json.get(METADATA);
            if (more instanceof JsonObject members) {
                members.asMap().forEach((name, member) -> metadata.put(name, text(member)));
            } else if (more != null && !more.isJsonNull()) {
                metadata.put(METADATA, text(more));
            }
            return Optional.of(new ServiceInstance(id, json.get(ADDRESS).getAsString(), metadata));
        } catch (JsonParseException | IllegalArgumentException e) {
            return unreadable(id);
        }
    }

    private static boolean isString(@Nullable JsonElement value) {
        return value != null
                && value.isJsonPrimitive()
                && value.getAsJsonPrimitive().isString();
    }

    private static String text(JsonElement value) {
        return isString(value) ? value.getAsString() : GSON.toJson(value);
    }

    private static Optional<ServiceInstance> unreadable(String id) {
        LOG.log(System.Logger.Level.DEBUG, "instance {0} can't be read and is left out", id);
        return Optional.empty();
    }
}
