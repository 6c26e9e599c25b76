package io.fairlead.samples.docs;

import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/reliability.md}: each bug of others that can happen here names tests that would notice it, and they exist. */
class BugCatalogueTest {
    private static final int ROWS = 55;
    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\| .* \\| (yes|no|open) \\| (.*) \\|");

    @Test
    void rows_areAllThereInOrder() throws IOException {
        table().checkAllThereInOrder(ROWS);
    }

    @Test
    void rows_thatCanHappen_nameATest() throws IOException {
        table().checkThoseThatApplyNameATest();
    }

    @Test
    void tests_thatAreNamed_exist() throws IOException {
        table().checkNamedTestsExist();
    }

    private static EvidenceTable table() throws IOException {
        return EvidenceTable.read("docs/reliability.md", ROW);
    }
}
