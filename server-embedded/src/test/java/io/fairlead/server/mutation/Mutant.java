package io.fairlead.server.mutation;

import java.util.List;

/**
 * One rule, broken.
 *
 * @param rule what holds in the server, in a few words
 * @param change what the mutant does instead
 * @param knownSeed a seed that catches it, as far as is known; 0 while a new one has none
 * @param edits the pieces of source that make it so
 */
record Mutant(String rule, String change, long knownSeed, List<Edit> edits) {
    Mutant {
        edits = List.copyOf(edits);
    }

    static Mutant of(String rule, String change, long knownSeed, Edit... edits) {
        return new Mutant(rule, change, knownSeed, List.of(edits));
    }

    /**
     * A piece of source text and what is there instead.
     *
     * @param file below the server's root package
     * @param text whole statements, which end in a semicolon or brace, or one expression; stands in the file once. Where it has white
     *     space the file may have any
     * @param replacement statements for statements, maybe none; an expression for an expression
     */
    record Edit(String file, String text, String replacement) {
        boolean isStatement() {
            return text.endsWith(";") || text.endsWith("}");
        }
    }

    static Edit edit(String file, String text, String replacement) {
        return new Edit(file, text, replacement);
    }
}
