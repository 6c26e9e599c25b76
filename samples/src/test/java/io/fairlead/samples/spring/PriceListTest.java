package io.fairlead.samples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.samples.Caches;
import io.fairlead.samples.Printed;
import io.fairlead.testing.FairleadExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(120)
class PriceListTest {
    @RegisterExtension
    static final FairleadExtension cluster = FairleadExtension.members(1);

    @Test
    void prices_lookedUpByOneInstance_areKnownToTheOtherUntilTheyChange() {
        Printed printed = new Printed();

        PriceList.run(Caches.of(cluster, "prices"), printed.stream());

        assertThat(printed.lines())
                .containsExactly(
                        "first asks the supplier for the apple",
                        "first says 120 EUR",
                        "second says 120 EUR",
                        "second changes the apple",
                        "first asks the supplier for the apple",
                        "first says 120 EUR");
    }
}
