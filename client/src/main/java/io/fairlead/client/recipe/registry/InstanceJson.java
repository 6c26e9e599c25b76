package io.fairlead.client.recipe.registry;

import io.fairlead.api.Bytes;
import io.fairlead.api.concurrency.ServiceInstance;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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

    private InstanceJson() {}

    static Bytes write(ServiceInstance instance) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(OP, new Json.Raw("0"));
        json.put(ADDRESS, instance.address());
        json.put(METADATA, instance.metadata().isEmpty() ? Json.NULL : new TreeMap<>(instance.metadata()));
        return Bytes.utf8(Json.write(json));
    }

    /** Empty if it can't be read: it is not ours, and no reason to hide those that can. */
    static Optional<ServiceInstance> read(String id, Bytes value) {
        try {
            if (id.isEmpty()
                    || !(Json.read(value.toUtf8()) instanceof Map<?, ?> json)
                    || !(json.get(ADDRESS) instanceof String address)) {
                return unreadable(id);
            }
            Map<String, String> metadata = new LinkedHashMap<>();
            Object more = json.get(METADATA);
            if (more instanceof Map<?, ?> members) {
                members.forEach((name, member) -> metadata.put((String) name, text(member)));
            } else if (more != null && !more.equals(Json.NULL)) {
                metadata.put(METADATA, text(more));
            }
            return Optional.of(new ServiceInstance(id, address, metadata));
        } catch (IllegalArgumentException e) {
            return unreadable(id);
        }
    }

    private static String text(Object value) {
        return value instanceof String string ? string : Json.write(value);
    }

    private static Optional<ServiceInstance> unreadable(String id) {
        LOG.log(System.Logger.Level.DEBUG, "instance {0} can't be read and is left out", id);
        return Optional.empty();
    }
}
