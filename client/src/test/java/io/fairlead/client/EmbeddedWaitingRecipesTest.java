package io.fairlead.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;

/** Barriers, latches and queues over an embedded member. */
class EmbeddedWaitingRecipesTest extends WaitingRecipesSuite {
    @Override
    SoloMember start(Path dir) throws IOException, InterruptedException, TimeoutException {
        return SoloMember.embedded(dir);
    }
}
