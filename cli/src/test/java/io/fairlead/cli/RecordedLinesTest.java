package io.fairlead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Our commands say what etcdctl 3.5.16 said: leases, locks, watches, users and what they may, in one long session. */
@Timeout(120)
class RecordedLinesTest {
    @Test
    void recordedLines_typedForUs_sayTheSame() throws IOException, InterruptedException, TimeoutException {
        try (Servers servers = Servers.start(1)) {
            for (RecordedLines.Entry entry : RecordedLines.read()) {
                Typed wesay = Typed.line(Said.words(entry.line()))
                        .at(servers.endpoints())
                        .run();
                assertThat(RecordedLines.written(wesay)).as(entry.line()).isEqualTo(entry.said());
            }
        }
    }
}
