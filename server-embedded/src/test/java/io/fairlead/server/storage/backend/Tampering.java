package io.fairlead.server.storage.backend;

import io.fairlead.api.Bytes;
import io.fairlead.server.storage.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;

/** Changes the state of a member that is down in a way that no checksum tells: as a bug in the member itself would. */
public final class Tampering {
    private Tampering() {}

    /** A key that the newest transaction never wrote. */
    public static void addKey(Disk disk, Path state, FileOwner owner) throws IOException {
        change(disk, state, owner, 0);
    }

    /** A transaction that is in no log. */
    public static void addRevision(Disk disk, Path state, FileOwner owner) throws IOException {
        change(disk, state, owner, 1);
    }

    private static void change(Disk disk, Path state, FileOwner owner, long beyond) throws IOException {
        Backend backend = SegmentedBackend.open(disk, state, owner);
        try {
            long[] newest = {1};
            backend.scanRevisions(0, Long.MAX_VALUE, record -> {
                newest[0] = record.main();
                return true;
            });
            long main = newest[0] + beyond;
            AppliedMark mark = backend.applied();
            Batch batch = backend.begin();
            batch.put(main, 1_000, Bytes.utf8("tampered"), Bytes.utf8("x"), main, 1, 0);
            backend.seal(batch, mark);
            backend.force();
        } finally {
            backend.close();
        }
    }
}
