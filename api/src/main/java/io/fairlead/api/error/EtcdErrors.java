package io.fairlead.api.error;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The way back from a status on the wire to the condition it stands for. */
public final class EtcdErrors {
    private static final Map<String, List<EtcdError>> BY_TEXT = byText();

    private EtcdErrors() {}

    /**
     * The condition with this code and text; empty when the status did not come from etcd's catalogue, as with errors of
     * the transport.
     */
    public static Optional<EtcdError> parse(Status.Code code, @Nullable String description) {
        if (description == null) {
            return Optional.empty();
        }
        for (EtcdError error : BY_TEXT.getOrDefault(description, List.of())) {
            if (error.hasCode(code)) {
                return Optional.of(error);
            }
        }
        return Optional.empty();
    }

    private static Map<String, List<EtcdError>> byText() {
        Map<String, List<EtcdError>> table = new HashMap<>();
        for (EtcdError error : EtcdError.values()) {
            table.computeIfAbsent(error.text(), text -> new ArrayList<>()).add(error);
        }
        return Map.copyOf(table);
    }
}
