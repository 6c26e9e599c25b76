package io.fairlead.benchmarks.report;

import java.util.List;
import java.util.Locale;

/**
 * Values side by side.
 *
 * @param title above it
 * @param unit of all values
 */
public record BarChart(String title, String unit, List<Bar> bars) {
    private static final int LABEL_WIDTH = 330;
    private static final int BARS_WIDTH = 420;
    private static final int VALUE_WIDTH = 190;
    private static final int ROW_HEIGHT = 22;
    private static final int BAR_HEIGHT = 14;

    public BarChart {
        bars = List.copyOf(bars);
    }

    /**
     * One value.
     *
     * @param low where its spread begins; may be the value itself
     * @param high where it ends
     * @param shown the value for people
     */
    public record Bar(String label, double value, double low, double high, String shown) {}

    /** An {@code svg} element. */
    String svg() {
        double most = bars.stream()
                .mapToDouble(bar -> Math.max(bar.value(), bar.high()))
                .max()
                .orElse(1);
        double scale = most > 0 ? BARS_WIDTH / most : 0;
        int width = LABEL_WIDTH + BARS_WIDTH + VALUE_WIDTH;
        int height = ROW_HEIGHT * bars.size();
        StringBuilder svg = new StringBuilder();
        svg.append("<svg width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"%s\">\n"
                .formatted(width, height, HtmlReport.escaped(title)));
        for (int i = 0; i < bars.size(); i++) {
            row(svg, bars.get(i), i * ROW_HEIGHT, scale);
        }
        return svg.append("</svg>\n").toString();
    }

    private void row(StringBuilder svg, Bar bar, int top, double scale) {
        int middle = top + ROW_HEIGHT / 2;
        svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"end\" dominant-baseline=\"central\">%s</text>\n"
                .formatted(LABEL_WIDTH - 8, middle, HtmlReport.escaped(bar.label())));
        svg.append("<rect class=\"bar\" x=\"%d\" y=\"%d\" width=\"%s\" height=\"%d\"/>\n"
                .formatted(LABEL_WIDTH, middle - BAR_HEIGHT / 2, number(bar.value() * scale), BAR_HEIGHT));
        if (bar.high() > bar.low()) {
            svg.append("<line class=\"spread\" x1=\"%s\" x2=\"%s\" y1=\"%d\" y2=\"%d\"/>\n"
                    .formatted(
                            number(LABEL_WIDTH + Math.max(0, bar.low()) * scale),
                            number(LABEL_WIDTH + bar.high() * scale),
                            middle,
                            middle));
        }
        svg.append("<text x=\"%s\" y=\"%d\" dominant-baseline=\"central\">%s</text>\n"
                .formatted(
                        number(LABEL_WIDTH + Math.max(bar.value(), bar.high()) * scale + 6),
                        middle,
                        HtmlReport.escaped(bar.shown() + " " + unit)));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
