package io.fairlead.client.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PausesTest {
    @Test
    void next_greatestDraws_triplesUpToTheGreatest() {
        Pauses pauses = new Pauses(() -> Math.nextDown(1.0));
        long last = Pauses.NANOS_MIN;
        for (int i = 0; i < 10; i++) {
            long next = pauses.next();
            assertThat(next).isBetween(last, Math.min(3 * last, Pauses.NANOS_MAX));
            last = next;
        }
        assertThat(last).isCloseTo(Pauses.NANOS_MAX, Offset.offset(2L));
    }

    @Test
    void next_leastDraws_staysAtTheLeast() {
        Pauses pauses = new Pauses(() -> 0);
        assertThat(pauses.next()).isEqualTo(Pauses.NANOS_MIN);
        assertThat(pauses.next()).isEqualTo(Pauses.NANOS_MIN);
    }
}
