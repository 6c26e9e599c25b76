package io.fairlead.server.mutation;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A source file with the pieces of several mutants in it, each behind its switch. */
final class MutatedSource {
    private static final String SWITCH = "io.fairlead.server.mutation.MutantSwitch.on(";

    private final String file;
    private final String source;

    /** What is to be replaced, by where it begins. */
    private final TreeMap<Integer, Piece> pieces = new TreeMap<>();

    MutatedSource(String file, String source) {
        this.file = file;
        this.source = source;
    }

    /** One place, and what each mutant has there. */
    private record Piece(int from, int to, boolean statement, List<String> cases) {}

    /**
     * Adds an edit of mutant {@code number}.
     *
     * @throws IllegalStateException if its text is not in the file exactly once, or overlaps another piece
     */
    void add(int number, Mutant.Edit edit) {
        Matcher found = pattern(edit.text()).matcher(source);
        if (!found.find()) {
            throw new IllegalStateException(file + " does not hold this any more, mend the mutant: " + edit.text());
        }
        int from = found.start();
        int to = found.end();
        if (found.find()) {
            throw new IllegalStateException(file + " holds this twice, make the mutant's text longer: " + edit.text());
        }
        Piece piece = pieces.get(from);
        if (piece == null || piece.to() != to) {
            checkApart(from, to);
            piece = new Piece(from, to, edit.isStatement(), new ArrayList<>());
            pieces.put(from, piece);
        }
        String condition = SWITCH + number + ")";
        piece.cases()
                .add(
                        piece.statement()
                                ? "if (" + condition + ") { " + edit.replacement() + " } else "
                                : condition + " ? (" + edit.replacement() + ") : ");
    }

    /** The whole file. Lines stay where they are, so that stack traces fit the file. */
    String text() {
        StringBuilder text = new StringBuilder();
        int copied = 0;
        for (Piece piece : pieces.values()) {
            text.append(source, copied, piece.from());
            String original = source.substring(piece.from(), piece.to());
            String cases = String.join("", piece.cases());
            text.append(piece.statement() ? cases + "{ " + original + " }" : "(" + cases + "(" + original + "))");
            copied = piece.to();
        }
        return text.append(source, copied, source.length()).toString();
    }

    private void checkApart(int from, int to) {
        for (Piece other : pieces.values()) {
            if (from < other.to() && other.from() < to) {
                throw new IllegalStateException(
                        file + ": two mutants overlap in " + source.substring(other.from(), other.to()));
            }
        }
    }

    /** Finds the text however the formatter breaks its lines. */
    private static Pattern pattern(String text) {
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c)) {
                if (i == 0 || !Character.isWhitespace(text.charAt(i - 1))) {
                    pattern.append("\\s+");
                }
                continue;
            }
            pattern.append(c == '.' ? "\\s*" : "").append(Pattern.quote(String.valueOf(c)));
            pattern.append(c == '(' ? "\\s*" : "");
        }
        return Pattern.compile(pattern.toString());
    }
}
