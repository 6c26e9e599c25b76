package io.fairlead.client;

import java.io.IOException;
import java.nio.file.Path;

/** Mirrors of a real etcd, where there is one. */
class RealEtcdMirrorTest extends MirrorSuite {
    @Override
    SoloMember start(Path dir) throws IOException {
        return SoloMember.etcd();
    }
}
