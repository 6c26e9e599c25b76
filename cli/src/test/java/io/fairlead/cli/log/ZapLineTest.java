package io.fairlead.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class ZapLineTest {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.000678Z");

    @Test
    void line_hasZapsShape() {
        String line = ZapLine.of("info", TIME, "embed/Server", "ready to serve client requests")
                .field("name", "m1")
                .field("urls", List.of("http://a:1", "http://b:2"))
                .toString();
        assertThat(line)
                .isEqualTo("{\"level\":\"info\",\"ts\":\"2026-01-02T03:04:05.000678Z\",\"caller\":\"embed/Server\","
                        + "\"msg\":\"ready to serve client requests\",\"name\":\"m1\","
                        + "\"urls\":[\"http://a:1\",\"http://b:2\"]}");
    }

    @Test
    void line_controlCharacters_areEscaped() {
        assertThat(ZapLine.of("warn", TIME, "c", "a\"b\\c\n\u0001").toString())
                .endsWith("\"msg\":\"a\\\"b\\\\c\\n\\u0001\"}");
    }

    @Test
    void handler_parameters_areFilledIn() {
        LogRecord entry = new LogRecord(Level.WARNING, "member {0} knows no leader");
        entry.setLoggerName("io.fairlead.server.node.NodeLog");
        entry.setParameters(new Object[] {"a1"});
        assertThat(publish(entry))
                .contains("\"level\":\"warn\"")
                .contains("\"caller\":\"node/NodeLog\"")
                .contains("\"msg\":\"member a1 knows no leader\"")
                .endsWith("}\n");
    }

    @Test
    void handler_thrown_isToldWithItsTrace() {
        LogRecord entry = new LogRecord(Level.SEVERE, "failed");
        entry.setThrown(new IllegalStateException("why"));
        assertThat(publish(entry))
                .contains("\"level\":\"error\"")
                .contains("\"error\":\"java.lang.IllegalStateException: why\"")
                .contains("\"stacktrace\":")
                .hasLineCount(1);
    }

    private static String publish(LogRecord entry) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ZapHandler(List.of(new PrintStream(bytes, true, StandardCharsets.UTF_8))).publish(entry);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
