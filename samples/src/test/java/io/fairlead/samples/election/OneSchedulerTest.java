package io.fairlead.samples.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.KeyRange;
import io.fairlead.client.FairleadClient;
import io.fairlead.samples.Printed;
import io.fairlead.testing.FairleadExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(120)
class OneSchedulerTest {
    @RegisterExtension
    static final FairleadExtension cluster = FairleadExtension.members(1);

    @Test
    void schedulers_theLeaderGoes_theOtherTakesOver(FairleadClient client) throws InterruptedException {
        Printed printed = new Printed();

        OneScheduler.run(client, printed.stream());

        assertThat(printed.lines())
                .containsExactly(
                        "anna leads, and wrote samples/reports/monday", "ben leads, and wrote samples/reports/tuesday");
        assertThat(client.kv().get(KeyRange.prefix("samples/scheduler")).entries())
                .as("candidates left")
                .isEmpty();
    }
}
