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
    @TempDir
    static Path home;

    @TestFactory
    Stream<DynamicTest> scenarios_overGrpc_answerAsRecorded() {
        return GoldenReplay.tests(Scenario.all(), new GrpcWire(), home);
    }

    @Test
    void recordings_areComplete() {
        List<Scenario> scenarios = Scenario.all();

        assertThat(scenarios).hasSize(367);
        assertThat(scenarios).extracting(Scenario::name).doesNotHaveDuplicates();
        assertThat(scenarios).allMatch(scenario -> scenario.madeFor(new GrpcWire()));
    }
}
