package io.fairlead.samples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/lessons.md}: each failure that applies to us names tests that keep it away, and they exist. */
class LessonsTest {
    private static final int ROWS = 51;
    private static final Pattern TEST_NAME = Pattern.compile("`(\\w+#\\w+)`");

    /**
     * A row of the table.
     *
     * @param number which failure
     * @param applies {@code yes} or {@code no}
     * @param heldBy the last column
     */
    private record Row(int number, String applies, String heldBy) {
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
        assertThat(rows()).extracting(Row::applies).allMatch(List.of("yes", "no")::contains);
    }

    @Test
    void rows_thatApply_nameATest() throws IOException {
        assertThat(rows().filter(row -> row.applies().equals("yes")))
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

    @Test
    void hasTest_nameOfNoTest_isFalse() {
        Sources sources = new Sources(Map.of(
                Path.of("m", "ATest.java"),
                """
                class ATest {
                    @Test
                    void plain_case_works() {}

                    @ParameterizedTest
                    @ValueSource(strings = {"a;", "b"})
                    void each_case_works(String text) {}

                    void helper_ofTests() {}
                }
                """,
                Path.of("m", "RunSuite.java"),
                "abstract class RunSuite {\n    @Test\n    void suite_works() {}\n}\n",
                Path.of("m", "RunTest.java"),
                "class RunTest extends RunSuite {}",
                Path.of("m", "IdleSuite.java"),
                "abstract class IdleSuite {\n    @Test\n    void suite_works() {}\n}\n",
                Path.of("m", "Scenarios.java"),
                "static List<Scenario> all() {\n    return List.of(safety(\"watch\", \"stream_ends\", run));\n}\n"));

        assertThat(List.of(
                        "ATest#plain_case_works",
                        "ATest#each_case_works",
                        "RunSuite#suite_works",
                        "Scenarios#stream_ends"))
                .allMatch(sources::hasTest);
        assertThat(List.of(
                        "ATest#plain_case",
                        "ATest#helper_ofTests",
                        "BTest#plain_case_works",
                        "IdleSuite#suite_works",
                        "Scenarios#stream"))
                .noneMatch(sources::hasTest);
    }

    private static Stream<Row> rows() throws IOException {
        return Files.readAllLines(Sources.ROOT.resolve("docs/lessons.md")).stream()
                .map(Pattern.compile("\\| *(\\d+) *\\|.*\\| *([^|]*?) *\\|[^|]*\\| *([^|]*?) *\\|")::matcher)
                .filter(Matcher::matches)
                .map(row -> new Row(Integer.parseInt(row.group(1)), row.group(2), row.group(3)));
    }
}
