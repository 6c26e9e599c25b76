package io.fairlead.jcache.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** Counts the tests of the TCK that have run in this build, by the reports they left. */
class TckReportsTest {
    /** All tests of the TCK 1.1.1, but for those of the optional annotations. */
    private static final int TESTS = 479;

    private static final int CLASSES = 39;

    /** What the report of one class says. */
    private record Report(String name, int tests, int failures, int errors, int skipped) {}

    @Test
    void tck_run_isWholeAndGreenAndSkipsNothing() throws Exception {
        List<Report> reports = reports(Path.of(System.getProperty("fairlead.tck.reports")));

        assertThat(reports).hasSize(CLASSES);
        assertThat(reports.stream().mapToInt(Report::tests).sum()).isEqualTo(TESTS);
        assertThat(reports)
                .filteredOn(report -> report.failures() + report.errors() + report.skipped() > 0)
                .isEmpty();
    }

    private static List<Report> reports(Path folder) throws IOException, ParserConfigurationException, SAXException {
        DocumentBuilder parser = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder();
        List<Report> reports = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "TEST-*.xml")) {
            for (Path file : files) {
                Element suite = parser.parse(file.toFile()).getDocumentElement();
                reports.add(new Report(
                        suite.getAttribute("name"),
                        number(suite, "tests"),
                        number(suite, "failures"),
                        number(suite, "errors"),
                        number(suite, "skipped")));
            }
        }
        return reports;
    }

    private static int number(Element suite, String attribute) {
        return Integer.parseInt(suite.getAttribute(attribute));
    }
}
