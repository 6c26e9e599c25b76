package io.fairlead.server.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The recorded scenarios of keys, leases and users, through the JSON gateway. */
class GoldenGatewayTest {
    private static final List<String> AREAS =
            List.of("kv-put", "kv-range", "kv-delete", "kv-txn", "compaction", "lease", "auth");

    @TempDir
    static Path home;

    private static List<Scenario> scenarios(GatewayWire wire) {
        return AREAS.stream()
                .flatMap(area -> Scenario.ofArea(area).stream())
                .filter(scenario -> scenario.madeFor(wire) && wire.carries(scenario))
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> scenarios_throughTheGateway_answerAsRecorded() {
        GatewayWire wire = new GatewayWire();
        return GoldenReplay.tests(scenarios(wire), wire, home);
    }

    @Test
    void recordings_ofKeysLeasesAndUsers_areAllCarried() {
        assertThat(scenarios(new GatewayWire())).hasSize(242);
    }
}
