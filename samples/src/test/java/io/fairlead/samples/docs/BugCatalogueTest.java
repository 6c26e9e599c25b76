package io.fairlead.samples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/reliability.md}: each bug of others that can happen here names tests that would notice it, and they exist. */
class BugCatalogueTest {
    private static final int ROWS = 55;
    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\| .* \\| (yes|no|open) \\| (.*) \\|");
    private static final Pattern TEST_NAME = Pattern.compile("`(\\w+#\\w+)`");

    /** A row of the table. */
    private record Row(int number, String here, String heldBy) {
        List<String> tests() {
            return TEST_NAME
                    .matcher(heldBy)
                    .results()
                    .map(match -> match.group(1))
                    .toList();
        }
    }

    @Test
    void rows_areAllThereInOrder() throws IOException {
        assertThat(rows())
                .extracting(Row::number)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, ROWS).boxed().toList());
    }

    @Test
    void rows_thatCanHappen_nameATest() throws IOException {
        assertThat(rows().filter(row -> row.here().equals("yes")))
                .isNotEmpty()
                .allSatisfy(row ->
                        assertThat(row.tests()).as("row %d", row.number()).isNotEmpty());
    }

    @Test
    void tests_thatAreNamed_exist() throws IOException {
        Sources sources = Sources.read();
        assertThat(rows().flatMap(row -> row.tests().stream()).filter(name -> !sources.hasTest(name)))
                .isEmpty();
    }

    private static Stream<Row> rows() throws IOException {
        return Files.readAllLines(Sources.ROOT.resolve("docs/reliability.md")).stream()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(row -> new Row(Integer.parseInt(row.group(1)), row.group(2), row.group(3)));
    }
}
