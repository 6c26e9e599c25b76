package io.fairlead.client;

import java.io.IOException;
import java.nio.file.Path;

/** Optimistic transactions and counters over a real etcd, where there is one. */
class RealEtcdUpdateRecipesTest extends UpdateRecipesSuite {
    @Override
    SoloMember start(Path dir) throws IOException {
        return SoloMember.etcd();
    }
}
