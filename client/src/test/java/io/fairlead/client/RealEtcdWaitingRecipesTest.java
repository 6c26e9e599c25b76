package io.fairlead.client;

import java.io.IOException;
import java.nio.file.Path;

/** Barriers, latches and queues over a real etcd, where there is one. */
class RealEtcdWaitingRecipesTest extends WaitingRecipesSuite {
    @Override
    SoloMember start(Path dir) throws IOException {
        return SoloMember.etcd();
    }
}
