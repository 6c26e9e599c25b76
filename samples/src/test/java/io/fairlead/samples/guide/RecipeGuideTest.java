package io.fairlead.samples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.api.concurrency.AtomicLongCell;
import io.fairlead.client.FairleadClient;
import io.fairlead.testing.FairleadExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code that the guide shows of further recipes. */
@Timeout(60)
class RecipeGuideTest {
    @RegisterExtension
    static final FairleadExtension cluster = FairleadExtension.members(1);

    private final FairleadClient client = cluster.client();

    @Test
    void transact_runsAgainUntilNobodyInterferes() {
        client.kv().put("account/ann", Bytes.decimal(10));
        client.kv().put("account/ben", Bytes.decimal(0));

        long left = client.recipes().transact(tx -> {
            long ann = tx.get("account/ann").orElseThrow().value().asLong();
            long ben = tx.get("account/ben").orElseThrow().value().asLong();
            tx.put("account/ann", Bytes.decimal(ann - 3));
            tx.put("account/ben", Bytes.decimal(ben + 3));
            return ann - 3;
        });

        assertThat(left).isEqualTo(7);
        assertThat(client.kv().get("account/ben").orElseThrow().value().asLong())
                .isEqualTo(3);
    }

    @Test
    void counter_countsExactly() {
        AtomicLongCell orders = client.recipes().counter("counters/orders");
        long number = orders.incrementAndGet();

        assertThat(number).isEqualTo(1);
    }
}
