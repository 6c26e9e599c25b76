package io.fairlead.samples.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.KeyRange;
import io.fairlead.client.FairleadClient;
import io.fairlead.samples.Printed;
import io.fairlead.testing.FairleadExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(120)
class FencedLedgerTest {
    @RegisterExtension
    static final FairleadExtension cluster = FairleadExtension.members(1);

    @Test
    void ledger_holderSleepsTooLong_refusesItAfterwards(FairleadClient client) {
        Printed printed = new Printed();

        FencedLedger.run(client, printed.stream());

        assertThat(printed.lines())
                .containsExactly(
                        "the first holder writes: true",
                        "meanwhile another gets the lock: false",
                        "the next holder writes: true",
                        "the first holder writes: false",
                        "the first holder commits: false",
                        "the next holder commits: true");
        assertThat(client.kv().get(KeyRange.prefix("samples/ledger-lock")).entries())
                .as("keys left in the line")
                .isEmpty();
    }
}
