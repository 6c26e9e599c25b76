package io.fairlead.server.rpc.v2;

import java.util.List;
import java.util.stream.Collectors;

/** JSON as Go writes it, byte by byte. */
final class GoJson {
    private GoJson() {}

    /** A string: what could end a script in a page is escaped, other characters stand as they are. */
    static String quote(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().forEach(point -> append(out, point));
        return out.append('"').toString();
    }

    private static void append(StringBuilder out, int point) {
        switch (point) {
            case '"', '\\' -> out.append('\\').append((char) point);
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '<', '>', '&', 0x2028, 0x2029 -> out.append(String.format("\\u%04x", point));
            default -> {
                if (point < 0x20) {
                    out.append(String.format("\\u%04x", point));
                } else if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                    out.append("\\ufffd");
                } else {
                    out.appendCodePoint(point);
                }
            }
        }
    }

    static String list(List<String> texts) {
        return texts.stream().map(GoJson::quote).collect(Collectors.joining(",", "[", "]"));
    }
}
