package io.fairlead.samples;

import io.fairlead.testing.FairleadExtension;
import java.net.URI;

/** Where the caches of a test are. */
public final class Caches {
    private Caches() {}

    /** The address of a manager whose caches are in this cluster, in a namespace. */
    public static URI of(FairleadExtension cluster, String namespace) {
        return URI.create("fairlead://" + URI.create(cluster.endpoints().get(0)).getAuthority() + "/" + namespace);
    }
}
