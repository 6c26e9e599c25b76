package io.fairlead.cli.log;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** One line of the log: a JSON object with level, time, place and message first, then fields in the order given. */
public final class ZapLine {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder text = new StringBuilder(160);

    private ZapLine() {}

    /** Starts a line. */
    public static ZapLine of(String level, Instant time, String caller, String message) {
        ZapLine line = new ZapLine();
        line.text.append('{');
        return line.field("level", level)
                .field("ts", TIME.format(time))
                .field("caller", caller)
                .field("msg", message);
    }

    /** Adds a field. */
    public ZapLine field(String name, String value) {
        name(name);
        quote(value);
        return this;
    }

    /** Adds a field that is a list. */
    public ZapLine field(String name, List<String> values) {
        name(name);
        text.append('[');
        String divider = "";
        for (String value : values) {
            text.append(divider);
            quote(value);
            divider = ",";
        }
        text.append(']');
        return this;
    }

    /** The whole line, without its end. */
    @Override
    public String toString() {
        return text + "}";
    }

    private void name(String name) {
        if (text.length() > 1) {
            text.append(',');
        }
        quote(name);
        text.append(':');
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < ' ') {
                        text.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 0xF]);
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
