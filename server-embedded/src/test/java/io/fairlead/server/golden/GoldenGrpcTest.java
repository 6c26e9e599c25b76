package io.fairlead.server.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every recorded scenario, over gRPC. */
class GoldenGrpcTest {
    /** What the server does not do yet. A scenario that needs any of it is not played; goes when the list is empty. */
    private static final List<String> AWAITED = List.of("etcdserverpb.Auth/", "etcdserverpb.Maintenance/Snapshot");

    @TempDir
    static Path home;

    @TestFactory
    Stream<DynamicTest> scenarios_overGrpc_answerAsRecorded() {
        return GoldenReplay.tests(
                Scenario.all().stream().filter(GoldenGrpcTest::isServed).toList(), new GrpcWire(), home);
    }

    private static boolean isServed(Scenario scenario) {
        return AWAITED.stream()
                .noneMatch(awaited -> scenario.server().json().has(awaited)
                        || scenario.methods().stream().anyMatch(method -> method.startsWith(awaited)));
    }

    @Test
    void recordings_areComplete() {
        List<Scenario> scenarios = Scenario.all();

        assertThat(scenarios).hasSize(367);
        assertThat(scenarios).extracting(Scenario::name).doesNotHaveDuplicates();
        assertThat(scenarios).allMatch(scenario -> scenario.madeFor(new GrpcWire()));
    }
}
