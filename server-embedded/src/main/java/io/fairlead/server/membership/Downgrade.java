package io.fairlead.server.membership;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.fairlead.api.Bytes;

/**
 * Whether the cluster is on its way to a lower level of features, and to which; etcd's downgrade info.
 *
 * @param targetVersion such as {@code 3.4.0}; empty where no downgrade is under way
 */
public record Downgrade(boolean enabled, String targetVersion) {
    public static final Downgrade NONE = new Downgrade(false, "");

    /** As bucket {@code cluster} holds it, in etcd's form. */
    Bytes encode() {
        JsonObject json = new JsonObject();
        json.addProperty("target-version", targetVersion);
        json.addProperty("enabled", enabled);
        return Bytes.utf8(json.toString());
    }

    static Downgrade decode(Bytes bytes) {
        JsonObject json = JsonParser.parseString(bytes.toUtf8()).getAsJsonObject();
        return new Downgrade(
                json.get("enabled").getAsBoolean(), json.get("target-version").getAsString());
    }
}
