package io.fairlead.benchmarks.compare;

import io.fairlead.benchmarks.process.LocalCluster;
import java.io.IOException;
import java.util.function.Consumer;

/** Something that is measured on a running cluster. */
public interface Trial {
    /** As reports name it, without the number of members. */
    String name();

    /** Of the cluster it wants. */
    int members();

    /** Whether nothing else is to run on its cluster, before it or after it. */
    default boolean wantsFreshCluster() {
        return false;
    }

    /** Measures once. */
    Sample run(LocalCluster cluster, Consumer<String> progress) throws IOException, InterruptedException;
}
