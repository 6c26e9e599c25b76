package io.fairlead.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;

/** Mirrors of an embedded member. */
class EmbeddedMirrorTest extends MirrorSuite {
    @Override
    SoloMember start(Path dir) throws IOException, InterruptedException, TimeoutException {
        return SoloMember.embedded(dir);
    }
}
