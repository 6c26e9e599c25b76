package io.fairlead.cli.render;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** A table in lines of plain characters: headings in the middle, cells to the right. */
final class Table {
    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... headings) {
        this.headings = List.of(headings);
    }

    void addRow(String... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException(cells.length + " cells below " + headings.size() + " headings");
        }
        rows.add(List.of(cells));
    }

    void print(PrintStream out) {
        int[] widths = new int[headings.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = headings.get(i).length();
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        String rule = rule(widths);
        out.println(rule);
        StringBuilder top = new StringBuilder("|");
        for (int i = 0; i < widths.length; i++) {
            int gap = widths[i] - headings.get(i).length();
            top.append(' ')
                    .append(" ".repeat(gap / 2))
                    .append(headings.get(i))
                    .append(" ".repeat(gap - gap / 2))
                    .append(" |");
        }
        out.println(top);
        out.println(rule);
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder("|");
            for (int i = 0; i < widths.length; i++) {
                String cell = row.get(i);
                line.append(' ')
                        .append(" ".repeat(widths[i] - cell.length()))
                        .append(cell)
                        .append(" |");
            }
            out.println(line);
        }
        out.println(rule);
    }

    private static String rule(int[] widths) {
        StringBuilder rule = new StringBuilder("+");
        for (int width : widths) {
            rule.append("-".repeat(width + 2)).append('+');
        }
        return rule.toString();
    }
}
