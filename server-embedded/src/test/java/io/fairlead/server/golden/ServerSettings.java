package io.fairlead.server.golden;

import com.google.gson.JsonObject;
import io.fairlead.server.embed.ServerConfigBuilder;
import java.time.Duration;
import java.util.Set;

/** What a scenario asks of its server beyond the defaults. */
public record ServerSettings(JsonObject json) {
    private static final Set<String> KNOWN =
            Set.of("quota_backend_bytes", "max_request_bytes", "max_txn_ops", "progress_notify_interval");

    static ServerSettings of(JsonObject json) {
        if (!KNOWN.containsAll(json.keySet())) {
            throw new IllegalArgumentException("a setting the replay does not know: " + json);
        }
        return new ServerSettings(json);
    }

    void applyTo(ServerConfigBuilder config) {
        if (json.has("max_request_bytes")) {
            config.requestBytesMax(json.get("max_request_bytes").getAsInt());
        }
        if (json.has("progress_notify_interval")) {
            config.watchProgressNotifyInterval(
                    Duration.parse("PT" + json.get("progress_notify_interval").getAsString()));
        }
        if (json.has("quota_backend_bytes")) {
            config.quotaBackendBytes(json.get("quota_backend_bytes").getAsLong());
        }
        if (json.has("max_txn_ops")) {
            config.txnOpsMax(json.get("max_txn_ops").getAsInt());
        }
    }
}
