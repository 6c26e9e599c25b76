package io.fairlead.server.storage.bolt;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes buckets one after another, an entry a step, and at last the tree of the buckets themselves. */
final class BucketWalk {
    private final List<BoltBucket> buckets;
    private final PageOutput output;
    private final TreeWriter rootTree;
    private int at;

    /** Of the bucket that is being written; both null between buckets. */
    private @Nullable BoltCursor cursor;

    private @Nullable TreeWriter tree;

    /** 0 until all is written: page 0 is never a root. */
    private long root;

    BucketWalk(List<BoltBucket> buckets, PageOutput output) {
        this.buckets = buckets;
        this.output = output;
        this.rootTree = new TreeWriter(output, BoltFormat.BUCKET);
    }

    PageOutput output() {
        return output;
    }

    boolean ended() {
        return root != 0;
    }

    /** The root page of it all, once it has ended. */
    long root() {
        return root;
    }

    void step() throws IOException {
        BoltCursor entries = cursor;
        TreeWriter writer = tree;
        if (entries == null || writer == null) {
            begin();
        } else if (entries.next()) {
            writer.add(entries.key(), entries.value());
        } else {
            rootTree.add(buckets.get(at).name(), writer.finishBucket());
            at++;
            cursor = null;
            tree = null;
        }
    }

    private void begin() {
        if (at < buckets.size()) {
            cursor = buckets.get(at).entries().get();
            tree = new TreeWriter(output, 0);
        } else {
            root = rootTree.finish();
        }
    }
}
