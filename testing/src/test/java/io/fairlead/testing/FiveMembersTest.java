package io.fairlead.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.KeyRange;
import io.fairlead.client.FairleadClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FiveMembersTest {
    @RegisterExtension
    static final FairleadExtension CLUSTER = FairleadExtension.members(5);

    @Test
    void cluster_leaderAndAnotherKilled_servesAndAllAgreeAfterwards(
            FairleadClient client, TestCluster cluster, Faults faults) {
        client.kv().put("a", "1");
        faults.kill(cluster.leader());
        cluster.awaitReady();
        client.kv().put("b", "2");
        faults.kill(cluster.leader());
        cluster.awaitReady();
        client.kv().put("c", "3");
        faults.repairAll();
        cluster.awaitReady();
        long revision = client.kv().get(KeyRange.all()).header().revision();
        assertThat(cluster.endpoints())
                .extracting(endpoint ->
                        client.maintenance().hashKv(endpoint, revision).hash())
                .hasSize(5)
                .containsOnly(client.maintenance()
                        .hashKv(cluster.leader().endpoint(), revision)
                        .hash());
    }

    @Test
    void cluster_twoMembersIsolated_servesThroughTheOthers(TestCluster cluster, Faults faults) {
        faults.isolate(cluster.leader());
        faults.isolate(cluster.leader());
        cluster.awaitReady();
        try (FairleadClient majority = FairleadClient.connect(
                cluster.leader().endpoint(), cluster.follower().endpoint())) {
            majority.kv().put("a", "1");
            assertThat(majority.kv().get("a")).isPresent();
        }
    }
}
