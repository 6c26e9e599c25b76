package io.fairlead.benchmarks.report;

import java.util.List;

/**
 * A page of charts.
 *
 * @param notes paragraphs below the title: where and how it was measured
 */
public record HtmlReport(String title, List<String> notes, List<BarChart> charts) {
    private static final String STYLE = """
        body { font: 14px sans-serif; margin: 2em; color: #222; }
        h2 { font-size: 15px; margin: 1.6em 0 0.4em; }
        svg { font: 12px sans-serif; display: block; }
        .bar { fill: #4a7fb5; }
        .spread { stroke: #222; stroke-width: 1.5; }
        """;

    public HtmlReport {
        notes = List.copyOf(notes);
        charts = List.copyOf(charts);
    }

    /** The whole file. */
    public String html() {
        StringBuilder html = new StringBuilder();
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>")
                .append(escaped(title))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<h1>")
                .append(escaped(title))
                .append("</h1>\n");
        for (String note : notes) {
            html.append("<p>").append(escaped(note)).append("</p>\n");
        }
        for (BarChart chart : charts) {
            html.append("<h2>").append(escaped(chart.title())).append("</h2>\n").append(chart.svg());
        }
        return html.append("</body>\n</html>\n").toString();
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
