package io.fairlead.client;

import java.io.IOException;
import java.nio.file.Path;

/** Scans and snapshots of a real etcd, where there is one. */
class RealEtcdBulkReadTest extends BulkReadSuite {
    @Override
    SoloMember start(Path dir) throws IOException {
        return SoloMember.etcd();
    }
}
