package io.fairlead.cli.server;

import io.fairlead.cli.flag.FlagException;
import io.fairlead.cli.flag.GoNumbers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What {@code --feature-gates} says: since 3.6 etcd has some of its switches there instead of in flags of their own. */
final class FeatureGates {
    static final String INITIAL_CORRUPT_CHECK = "InitialCorruptCheck";
    static final String COMPACT_HASH_CHECK = "CompactHashCheck";

    /** Opens or closes all gates in their first, experimental stage that are not named themselves. */
    private static final String ALL_ALPHA = "AllAlpha";

    /** Those that do something here; both are in that stage. */
    private static final List<String> GIVEN = List.of(ALL_ALPHA, INITIAL_CORRUPT_CHECK, COMPACT_HASH_CHECK);

    private static final List<String> IGNORED = List.of(
            "AllBeta",
            "FastLeaseKeepAlive",
            "LeaseCheckpoint",
            "LeaseCheckpointPersist",
            "SetMemberLocalAddr",
            "StopGRPCServiceOnDefrag",
            "TxnModeWriteWithSharedBuffer");

    private final Map<String, Boolean> named = new LinkedHashMap<>();

    private FeatureGates() {}

    /**
     * Reads {@code Name=true,Other=false}.
     *
     * @throws FlagException with the reason alone, in etcd's words
     */
    static FeatureGates parse(String text) {
        FeatureGates gates = new FeatureGates();
        for (String part : text.split(",", -1)) {
            if (!part.isEmpty()) {
                gates.read(part);
            }
        }
        gates.named.keySet().stream()
                .filter(Predicate.not(GIVEN::contains).and(Predicate.not(IGNORED::contains)))
                .findFirst()
                .ifPresent(name -> {
                    throw new FlagException("unrecognized feature gate: " + name);
                });
        return gates;
    }

    private void read(String part) {
        int equals = part.indexOf('=');
        if (equals < 0) {
            throw new FlagException("missing bool value for " + part.strip());
        }
        String name = part.substring(0, equals).strip();
        String value = part.substring(equals + 1).strip();
        try {
            named.put(name, GoNumbers.parseBool(value));
        } catch (FlagException e) {
            throw new FlagException("invalid value of " + name + "=" + value + ", err: " + e.getMessage());
        }
    }

    /** Whether a gate is named itself. */
    boolean names(String gate) {
        return named.containsKey(gate);
    }

    /** Whether one of the gates that do something here is open. */
    boolean isOpen(String gate) {
        return named.getOrDefault(gate, named.getOrDefault(ALL_ALPHA, false));
    }

    /** Those that were named and do nothing here. */
    List<String> ignored() {
        return named.keySet().stream().filter(IGNORED::contains).toList();
    }
}
