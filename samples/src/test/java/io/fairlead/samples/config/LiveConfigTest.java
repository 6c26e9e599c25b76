package io.fairlead.samples.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.client.FairleadClient;
import io.fairlead.samples.Printed;
import io.fairlead.testing.FairleadExtension;
import io.fairlead.testing.Faults;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(120)
class LiveConfigTest {
    @RegisterExtension
    static final FairleadExtension cluster = FairleadExtension.members(3);

    private final Printed printed = new Printed();

    @Test
    void config_leaderIsKilled_goesOn(FairleadClient client, Faults faults) {
        LiveConfig.run(client, printed.stream(), () -> {
            faults.kill(cluster.leader());
            cluster.awaitReady();
        });
        assertStory();
    }

    @Test
    void config_leaderHandsOver_goesOn(FairleadClient client) {
        long before = cluster.leader().id();
        LiveConfig.run(client, printed.stream(), () -> LiveConfig.moveLeader(client));
        assertStory();
        assertThat(cluster.leader().id()).isNotEqualTo(before);
    }

    private void assertStory() {
        assertThat(printed.lines())
                .containsExactly(
                        "the shop opens with {currency=EUR}",
                        "now it has {currency=EUR, discount=5}",
                        "under another leader it has {currency=USD}");
    }
}
