package io.fairlead.cli.command;

import java.util.ArrayList;
import java.util.List;

/** Splits a line into words as a shell would: quotes keep blanks together, and double quotes know escapes. */
public final class Words {
    private Words() {}

    /** The words of a line. */
    public static List<String> split(String line) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
                continue;
            }
            int end = c == '"' || c == '\'' ? closing(line, at) : blank(line, at);
            String word = line.substring(at, end);
            words.add(c == '"' ? unquote(word) : c == '\'' ? word.substring(1, Math.max(1, end - at - 1)) : word);
            at = end;
        }
        return words;
    }

    /** The text inside double quotes, its escapes resolved. */
    static String unquote(String quoted) {
        StringBuilder text = new StringBuilder();
        int end = quoted.endsWith("\"") && quoted.length() > 1 ? quoted.length() - 1 : quoted.length();
        for (int i = 1; i < end; i++) {
            char c = quoted.charAt(i);
            if (c == '\\' && i + 1 < end) {
                i++;
                c = unescape(quoted.charAt(i));
            }
            text.append(c);
        }
        return text.toString();
    }

    private static char unescape(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case '0' -> '\0';
            default -> c;
        };
    }

    /** The place behind the quote that closes the one at {@code from}, or the end of the line. */
    private static int closing(String line, int from) {
        char quote = line.charAt(from);
        for (int i = from + 1; i < line.length(); i++) {
            if (line.charAt(i) == '\\' && quote == '"') {
                i++;
            } else if (line.charAt(i) == quote) {
                return i + 1;
            }
        }
        return line.length();
    }

    private static int blank(String line, int from) {
        int at = from;
        while (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
            at++;
        }
        return at;
    }
}
