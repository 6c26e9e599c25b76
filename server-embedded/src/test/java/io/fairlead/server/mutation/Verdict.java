package io.fairlead.server.mutation;

import java.util.Locale;

/**
 * What became of one mutant.
 *
 * @param seed the one that caught it; 0 where none did
 * @param runs seeds run until then
 * @param by what the run complained of, in one line
 */
record Verdict(int number, Mutant mutant, long seed, int runs, String by) {
    boolean isCaught() {
        return seed != 0;
    }

    static String tableHead() {
        return "| rule | broken so | caught after | by |\n|---|---|---:|---|\n";
    }

    /** A line of the table in {@code docs/reliability.md}. */
    String tableRow() {
        String after = isCaught() ? String.format(Locale.ROOT, "%,d", runs) : "not in " + runs;
        return "| " + mutant.rule() + " | " + mutant.change() + " | " + after + " | " + by + " |";
    }

    /** The first words of a complaint, without names and numbers of this one run. */
    static String inShort(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        String text = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        String kind = cause.getClass().getSimpleName();
        String told = text.replace('|', '/');
        return (kind.equals("BrokenPromise") ? "" : kind + ": ")
                + (told.length() > 110 ? told.substring(0, 110) + "…" : told);
    }
}
