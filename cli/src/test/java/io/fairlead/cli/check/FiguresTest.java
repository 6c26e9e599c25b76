package io.fairlead.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The figures a check is judged by. */
class FiguresTest {
    @Test
    void figures_ofAFewRequests_areThoseOfTheBook() {
        Figures figures = new Figures();
        figures.add(100_000_000);
        figures.add(300_000_000);
        figures.addError("refused");

        assertThat(figures.count()).isEqualTo(2);
        assertThat(figures.slowest()).isEqualTo(0.3);
        assertThat(figures.standardDeviation()).isBetween(0.0999, 0.1001);
        assertThat(figures.errors()).containsExactly(java.util.Map.entry("refused", 1));
    }
}
