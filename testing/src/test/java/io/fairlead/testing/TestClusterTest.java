package io.fairlead.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fairlead.api.Bytes;
import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.client.FairleadClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TestClusterTest {
    @RegisterExtension
    static final FairleadExtension CLUSTER = FairleadExtension.members(3);

    private static Optional<String> valueOf(FairleadClient client, String key) {
        return client.kv().get(key).map(KeyValue::value).map(Bytes::toUtf8);
    }

    @Test
    void cluster_leaderKilled_servesAndTakesItBack(FairleadClient client, TestCluster cluster, Faults faults) {
        client.kv().put("a", "1");
        TestMember first = cluster.leader();
        faults.kill(first);
        cluster.awaitReady();
        TestMember second = cluster.leader();
        assertThat(second).isNotSameAs(first);
        client.withDeadline(Duration.ofSeconds(20)).kv().put("b", "2");
        assertThat(valueOf(client, "a")).contains("1");
        faults.start(first);
        cluster.awaitReady();
        try (FairleadClient returned = FairleadClient.connect(first.endpoint())) {
            assertThat(valueOf(returned, "a")).contains("1");
            assertThat(valueOf(returned, "b")).contains("2");
        }
    }

    @Test
    void cluster_leaderIsolated_servesWithoutIt(FairleadClient client, TestCluster cluster, Faults faults) {
        TestMember first = cluster.leader();
        faults.isolate(first);
        TestMember second = cluster.leader();
        assertThat(second).isNotSameAs(first);
        try (FairleadClient majority = FairleadClient.connect(second.endpoint());
                FairleadClient minority = FairleadClient.builder()
                        .endpoints(first.endpoint())
                        .deadline(Duration.ofSeconds(1))
                        .build()) {
            majority.kv().put("a", "1");
            assertThatThrownBy(() -> minority.kv().get("a")).isInstanceOf(FairleadException.class);
            assertThat(minority.kv()
                            .get(KeyRange.single("a"), ReadOptions.defaults().serializable())
                            .entries())
                    .isEmpty();
            faults.heal(first);
            cluster.awaitReady();
            assertThat(valueOf(minority.withDeadline(Duration.ofSeconds(20)), "a"))
                    .contains("1");
        }
    }

    @Test
    void cluster_quorumLost_refusesWritesInsteadOfHanging(TestCluster cluster, Faults faults) {
        TestMember survivor = cluster.follower();
        cluster.members().stream().filter(member -> member != survivor).forEach(faults::kill);
        try (FairleadClient client = FairleadClient.builder()
                .endpoints(cluster.endpoints())
                .deadline(Duration.ofMillis(500))
                .build()) {
            assertThatThrownBy(() -> client.kv().put("a", "1")).isInstanceOf(FairleadException.class);
        }
    }

    @Test
    void cluster_everyMemberRestarted_keepsItsKeys(FairleadClient client, TestCluster cluster, Faults faults) {
        client.kv().put("a", "1");
        cluster.members().forEach(faults::kill);
        faults.repairAll();
        cluster.awaitReady();
        assertThat(valueOf(client, "a")).contains("1");
    }

    @Test
    void stop_leader_handsOverAndLosesNothing(FairleadClient client, TestCluster cluster, Faults faults) {
        TestMember first = cluster.leader();
        client.kv().put("a", "1");
        faults.stop(first);
        assertThat(first.isRunning()).isFalse();
        assertThat(cluster.leader()).isNotSameAs(first);
        assertThat(valueOf(client, "a")).contains("1");
    }

    @Test
    void moveLeader_toFollower_makesItLeader(FairleadClient client, TestCluster cluster) {
        TestMember next = cluster.follower();
        client.maintenance().moveLeader(next.id());
        assertThat(cluster.leader()).isSameAs(next);
    }

    @Test
    void isolate_memberThatIsDown_isRefused(TestCluster cluster, Faults faults) {
        faults.kill(cluster.member(0));
        assertThatThrownBy(() -> faults.isolate(cluster.member(0))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void client_syncedEndpoints_areThoseOfTheMembers(TestCluster cluster) {
        try (FairleadClient one = FairleadClient.connect(cluster.endpoints().get(0))) {
            assertThat(one.syncEndpoints()).containsExactlyInAnyOrderElementsOf(cluster.endpoints());
        }
    }

    @Test
    void write_toKilledMemberAlone_failsNotApplied(TestCluster cluster, Faults faults) {
        TestMember down = cluster.member(1);
        faults.kill(down);
        try (FairleadClient client = FairleadClient.builder()
                .endpoints(down.endpoint())
                .deadline(Duration.ofMillis(300))
                .build()) {
            FairleadException failure = catchThrowableOfType(
                    FairleadException.class, () -> client.kv().put("a", "1"));
            assertThat(failure).hasMessage("context deadline exceeded");
            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        }
    }

    @Test
    void start_noMember_isRefused() {
        assertThatThrownBy(() -> TestCluster.start(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void start_oneMember_serves() {
        try (TestCluster solo = TestCluster.start(1)) {
            solo.client().kv().put("a", "1");
            assertThat(solo.leader()).isSameAs(solo.member(0));
            assertThat(List.of(solo.member(0))).isEqualTo(solo.members());
        }
    }

    @Test
    void close_always_leavesNoThreadOfTheClusterAndNoFile() {
        TestCluster solo = TestCluster.start(1);
        String endpoint = solo.endpoints().get(0);
        solo.close();
        try (FairleadClient late = FairleadClient.builder()
                .endpoints(endpoint)
                .deadline(Duration.ofMillis(200))
                .build()) {
            assertThatThrownBy(() -> late.kv().get("a")).hasMessage("context deadline exceeded");
        }
    }
}
