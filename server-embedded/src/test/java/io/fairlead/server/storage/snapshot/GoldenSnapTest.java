package io.fairlead.server.storage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.server.raft.model.EntryId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Snapshots written by etcd 3.5.16. */
class GoldenSnapTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "files");

    @ParameterizedTest
    @CsvSource({
        "wal-small, 0000000000000002-0000000000000011.snap, 17, 7338164188429866422",
        "wal-second-segment, 0000000000000002-000000000000003f.snap, 63, 235718485844721780"
    })
    void recordedSnapshot_decodedAndEncodedAgain_isTheSameBytes(String name, String fileName, long index, long voter)
            throws IOException {
        Bytes content = Bytes.unsafeWrap(
                Files.readAllBytes(GOLDEN.resolve(name).resolve("snap").resolve(fileName)));

        SnapFile file = SnapFile.decode(content);

        assertThat(file.meta().lastIncluded()).isEqualTo(new EntryId(2, index));
        assertThat(file.meta().confState().voters()).containsExactly(voter);
        assertThat(SnapFile.fileName(file.meta().lastIncluded())).isEqualTo(fileName);
        assertThat(file.encode()).isEqualTo(content);
    }
}
