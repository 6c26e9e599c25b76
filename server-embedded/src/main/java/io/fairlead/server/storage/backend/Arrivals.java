package io.fairlead.server.storage.backend;

import io.fairlead.server.storage.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** States that arrive from other members, and one that had arrived before a restart. Guarded by its owner. */
final class Arrivals {
    private final Disk disk;
    private final Path root;
    private final FileOwner owner;

    private @Nullable SegmentedReceiver receiver;

    /** A whole received state that was found at the start, ahead of the one in use. */
    private Optional<Manifest> ahead = Optional.empty();

    Arrivals(Disk disk, Path root, FileOwner owner) {
        this.disk = disk;
        this.root = root;
        this.owner = owner;
    }

    void remember(Optional<Manifest> found) {
        ahead = found;
    }

    /** Opens a place for a new one and aborts one that is not whole yet. */
    SegmentedReceiver receive() throws IOException {
        close();
        long number = new Leftovers(disk, root).highestDirectory() + 1;
        SegmentedReceiver next = new SegmentedReceiver(disk, root, number, owner);
        receiver = next;
        return next;
    }

    /** The state found at the start, opened, if it is ahead of {@code applied}. */
    Optional<ReceivedState> found(AppliedMark applied) throws IOException {
        if (ahead.isEmpty() || ahead.get().mark().index() <= applied.index()) {
            return Optional.empty();
        }
        Manifest manifest = ahead.get();
        StateLoader loader = new StateLoader(disk, Manifest.directoryPath(root, manifest.directory()), manifest);
        loader.load();
        return Optional.of(new SegmentedReceived(disk, manifest.directory(), loader));
    }

    void close() {
        if (receiver != null) {
            receiver.abort();
        }
    }
}
