package io.fairlead.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;

/** Optimistic transactions and counters over an embedded member. */
class EmbeddedUpdateRecipesTest extends UpdateRecipesSuite {
    @Override
    SoloMember start(Path dir) throws IOException, InterruptedException, TimeoutException {
        return SoloMember.embedded(dir);
    }
}
