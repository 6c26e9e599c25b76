package io.fairlead.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;

/** Scans of an embedded member. */
class EmbeddedScanTest extends ScanSuite {
    @Override
    SoloMember start(Path dir) throws IOException, InterruptedException, TimeoutException {
        return SoloMember.embedded(dir);
    }
}
