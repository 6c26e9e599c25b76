package io.fairlead.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final BarChart CHART = new BarChart(
            "puts & <reads>",
            "us",
            List.of(new BarChart.Bar("a", 10, 9, 12, "10.0"), new BarChart.Bar("b", 5, 5, 5, "5.00")));

    @Test
    void chart_longestSpread_fillsTheWidth() {
        assertThat(CHART.svg())
                .contains("<rect class=\"bar\" x=\"330\" y=\"4\" width=\"350.0\"")
                .contains("<rect class=\"bar\" x=\"330\" y=\"26\" width=\"175.0\"")
                .contains("x1=\"645.0\" x2=\"750.0\"")
                .contains(">5.00 us</text>")
                .containsOnlyOnce("class=\"spread\"");
    }

    @Test
    void chart_ofNothingButZero_isDrawn() {
        BarChart zero = new BarChart("none", "us", List.of(new BarChart.Bar("a", 0, 0, 0, "0")));

        assertThat(zero.svg()).contains("width=\"0.0\"");
    }

    @Test
    void page_textFromOutside_isEscaped() {
        String html = new HtmlReport("a <b>", List.of("\"quoted\""), List.of(CHART)).html();

        assertThat(html)
                .contains("<h1>a &lt;b&gt;</h1>", "<p>&quot;quoted&quot;</p>", "<h2>puts &amp; &lt;reads&gt;</h2>")
                .doesNotContain("<reads>");
    }
}
