package io.fairlead.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Writes down anew what etcdctl says to the recorded lines. Run by hand, after lines were added to the file. */
class LongRecording {
    @Test
    void lines_typedForEtcdctl_areRecorded() throws IOException, InterruptedException, TimeoutException {
        Etcdctl etcdctl = Etcdctl.find().orElseThrow();
        List<RecordedLines.Entry> entries = new ArrayList<>();
        try (Servers servers = Servers.start(1)) {
            for (RecordedLines.Entry entry : RecordedLines.read()) {
                Typed said = etcdctl.run(servers.endpoints(), "", Said.words(entry.line()));
                entries.add(new RecordedLines.Entry(entry.line(), RecordedLines.written(said)));
            }
        }
        RecordedLines.write(entries);
    }
}
