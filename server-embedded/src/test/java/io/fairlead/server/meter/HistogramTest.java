package io.fairlead.server.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.server.check.InvariantViolation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistogramTest {
    @Test
    void value_atABound_countsThere() {
        Histogram histogram = Histogram.doubling(1000, 1, 3);
        for (long value : new long[] {0, 1, 2, 3, 4, 5, 1_000_000}) {
            histogram.add(value);
        }
        assertThat(counts(histogram)).containsExactly(2L, 1L, 2L, 2L);
        assertThat(histogram.count()).isEqualTo(7);
        assertThat(histogram.sum()).isEqualTo(1000.015);
    }

    @Test
    void bounds_ofNanoseconds_areToldInSeconds() {
        Histogram histogram = Histogram.doubling(Histogram.SECONDS, 1_000_000, 14);
        assertThat(histogram.boundAt(0)).isEqualTo(0.001);
        assertThat(histogram.boundAt(13)).isEqualTo(8.192);
        assertThat(histogram.boundAt(14)).isInfinite();
    }

    @Test
    void bounds_thatDoNotAscend_areRefused() {
        assertThatThrownBy(() -> Histogram.of(1, 5, 5)).isInstanceOf(InvariantViolation.class);
    }

    private static List<Long> counts(Histogram histogram) {
        List<Long> counts = new ArrayList<>();
        for (int i = 0; i < histogram.size(); i++) {
            counts.add(histogram.countAt(i));
        }
        return counts;
    }
}
