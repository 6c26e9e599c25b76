package io.fairlead.samples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/lessons.md}: each failure that applies to us names tests that keep it away, and they exist. */
class LessonsTest {
    private static final int ROWS = 51;
    private static final Pattern ROW = Pattern.compile("\\| *(\\d+) *\\|.*\\| *([^|]*?) *\\|[^|]*\\| *([^|]*?) *\\|");

    @Test
    void rows_areAllThereInOrder() throws IOException {
        table().checkAllThereInOrder(ROWS);
        assertThat(table().rows()).extracting(EvidenceTable.Row::applies).allMatch(List.of("yes", "no")::contains);
    }

    @Test
    void rows_thatApply_nameATest() throws IOException {
        table().checkThoseThatApplyNameATest();
    }

    @Test
    void tests_thatAreNamed_exist() throws IOException {
        table().checkNamedTestsExist();
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

    private static EvidenceTable table() throws IOException {
        return EvidenceTable.read("docs/lessons.md", ROW);
    }
}
