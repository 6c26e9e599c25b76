package io.fairlead.cli.render;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Bytes in double quotes as Go's {@code %q} writes them: valid UTF-8 stays readable, the rest is escaped. */
public final class GoQuote {
    private static final HexFormat HEX = HexFormat.of();

    private GoQuote() {}

    /** A text. */
    public static String quote(String text) {
        return quote(ByteString.copyFromUtf8(text));
    }

    /** Bytes. */
    public static String quote(ByteString bytes) {
        StringBuilder quoted = new StringBuilder(bytes.size() + 2).append('"');
        ByteBuffer input = ByteBuffer.wrap(bytes.toByteArray());
        CharBuffer output = CharBuffer.allocate(Math.max(2, bytes.size()));
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CoderResult result;
        do {
            result = decoder.decode(input, output, true);
            output.flip().codePoints().forEach(point -> appendPoint(quoted, point));
            output.clear();
            for (int i = 0; result.isError() && i < result.length(); i++) {
                quoted.append("\\x").append(HEX.toHexDigits(input.get()));
            }
        } while (input.hasRemaining() || result.isError());
        return quoted.append('"').toString();
    }

    private static void appendPoint(StringBuilder quoted, int point) {
        switch (point) {
            case '"' -> quoted.append("\\\"");
            case '\\' -> quoted.append("\\\\");
            case 0x07 -> quoted.append("\\a");
            case '\b' -> quoted.append("\\b");
            case '\f' -> quoted.append("\\f");
            case '\n' -> quoted.append("\\n");
            case '\r' -> quoted.append("\\r");
            case '\t' -> quoted.append("\\t");
            case 0x0b -> quoted.append("\\v");
            default -> {
                if (isPrintable(point)) {
                    quoted.appendCodePoint(point);
                } else if (point < 0x80) {
                    quoted.append("\\x").append(HEX.toHexDigits((byte) point));
                } else if (point <= Character.MAX_VALUE) {
                    quoted.append("\\u").append(HEX.toHexDigits((char) point));
                } else {
                    quoted.append("\\U").append(HEX.toHexDigits(point));
                }
            }
        }
    }

    private static boolean isPrintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> point == ' ';
            default -> true;
        };
    }
}
