package io.fairlead.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.testing.TestCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every case does what it says on a real server; how fast is not a test's business. */
@Timeout(60)
class LoadOnServerTest {
    private static TestCluster cluster;

    @BeforeAll
    static void start() {
        cluster = TestCluster.builder().members(1).start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static LoadPlan plan(LoadCase what) {
        return LoadPlan.of(what)
                .outstanding(8)
                .warmUp(Duration.ofMillis(10))
                .time(Duration.ofMillis(50))
                .connections(2)
                .leaderOnly(what == LoadCase.TXN)
                .keys(50)
                .valueBytes(32)
                .readPercent(50)
                .watchers(6)
                .watchersPerStream(4)
                .seed(7)
                .build();
    }

    private static LoadResult run(LoadPlan plan, List<String> told) throws InterruptedException {
        long self = ProcessHandle.current().pid();
        return new Load(plan, List.of(self), told::add).run(Target.plain(cluster.endpoints()));
    }

    @ParameterizedTest
    @EnumSource
    void closedLoop_ofEachCase_succeeds(LoadCase what) throws InterruptedException {
        LoadResult result = run(plan(what), new ArrayList<>());

        assertThat(result.failures()).isEmpty();
        assertThat(result.unanswered()).isZero();
        assertThat(result.succeeded()).isGreaterThanOrEqualTo(8);
        assertThat(result.serverResident()).isPresent();
    }

    @Test
    void openLoop_ofPuts_keepsItsRate() throws InterruptedException {
        LoadResult result = run(plan(LoadCase.PUT).at(200), new ArrayList<>());

        assertThat(result.latency().getTotalCount()).isEqualTo(10);
        assertThat(LoadText.json(result).get("rate").getAsDouble()).isEqualTo(200);
        assertThat(LoadText.lines(result)).startsWith("put, 200/s").contains("p99.9");
    }

    @Test
    void target_whereNobodyListens_isRefusedInWords() {
        Load load = new Load(plan(LoadCase.TXN), List.of(), line -> {});

        assertThatThrownBy(() -> load.run(Target.plain(List.of("127.0.0.1:1"))))
                .isInstanceOf(LoadFailure.class)
                .hasMessageContaining("UNAVAILABLE");
    }
}
