package io.fairlead.server.storage.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Tells the errors of a full file system from all others. */
final class FullDisk {
    /** What systems say, where they say it in English. */
    private static final List<String> WORDS =
            List.of("No space left on device", "Disk quota exceeded", "not enough space on the disk");

    private FullDisk() {}

    /**
     * What went wrong, by its name. The JDK gives the system's own words alone, in the language of its user; so the file system
     * is asked as well.
     *
     * @param wanted how many bytes were to be written
     */
    static IOException named(IOException failure, Path file, long wanted) {
        String message = String.valueOf(failure.getMessage());
        boolean full = WORDS.stream().anyMatch(message::contains) || usable(file) < wanted;
        return full ? new NoSpaceException("no space left on device: " + file, failure) : failure;
    }

    private static long usable(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        try {
            return folder == null ? Long.MAX_VALUE : Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }
}
