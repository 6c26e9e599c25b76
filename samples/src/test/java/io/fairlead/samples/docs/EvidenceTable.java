package io.fairlead.samples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A table of a document whose numbered rows name the tests that hold them. */
record EvidenceTable(List<Row> rows) {
    private static final Pattern TEST_NAME = Pattern.compile("`(\\w+#\\w+)`");

    /**
     * A row of the table.
     *
     * @param number counted from 1
     * @param applies {@code yes}, or why it needs no test
     * @param heldBy the last column
     */
    record Row(int number, String applies, String heldBy) {
        List<String> tests() {
            return TEST_NAME
                    .matcher(heldBy)
                    .results()
                    .map(match -> match.group(1))
                    .toList();
        }
    }

    /** @param row a line of the table: its groups are the number, whether it applies, and what holds it */
    static EvidenceTable read(String document, Pattern row) throws IOException {
        return new EvidenceTable(Files.readAllLines(Sources.ROOT.resolve(document)).stream()
                .map(row::matcher)
                .filter(Matcher::matches)
                .map(found -> new Row(Integer.parseInt(found.group(1)), found.group(2), found.group(3)))
                .toList());
    }

    void checkAllThereInOrder(int count) {
        assertThat(rows)
                .extracting(Row::number)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, count).boxed().toList());
    }

    void checkThoseThatApplyNameATest() {
        assertThat(rows.stream().filter(row -> row.applies().equals("yes")))
                .isNotEmpty()
                .allSatisfy(row ->
                        assertThat(row.tests()).as("row %d", row.number()).isNotEmpty());
    }

    void checkNamedTestsExist() throws IOException {
        Sources sources = Sources.read();
        assertThat(rows.stream().flatMap(row -> row.tests().stream()).filter(name -> !sources.hasTest(name)))
                .isEmpty();
    }
}
