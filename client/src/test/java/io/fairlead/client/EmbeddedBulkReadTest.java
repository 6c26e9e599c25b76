package io.fairlead.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;

/** Scans and snapshots of an embedded member. */
class EmbeddedBulkReadTest extends BulkReadSuite {
    @Override
    SoloMember start(Path dir) throws IOException, InterruptedException, TimeoutException {
        return SoloMember.embedded(dir);
    }
}
