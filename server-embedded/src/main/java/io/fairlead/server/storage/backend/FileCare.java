package io.fairlead.server.storage.backend;

import io.fairlead.server.storage.disk.NoSpaceException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Lets nobody work on the files of a state any more once such work has failed: nobody knows then what they hold. A lack of space
 * is no such failure. Any thread.
 */
final class FileCare {
    private final Path root;
    private volatile boolean failed;

    FileCare(Path root) {
        this.root = root;
    }

    @FunctionalInterface
    interface Task<T> {
        T run() throws IOException;
    }

    <T> T run(Task<T> task) throws IOException {
        if (failed) {
            throw new IOException("the state in " + root + " failed before");
        }
        try {
            return task.run();
        } catch (NoSpaceException e) {
            throw e;
        } catch (IOException e) {
            failed = true;
            throw e;
        }
    }
}
