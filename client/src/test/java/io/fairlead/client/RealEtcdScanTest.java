package io.fairlead.client;

import java.io.IOException;
import java.nio.file.Path;

/** Scans of a real etcd, where there is one. */
class RealEtcdScanTest extends ScanSuite {
    @Override
    SoloMember start(Path dir) throws IOException {
        return SoloMember.etcd();
    }
}
