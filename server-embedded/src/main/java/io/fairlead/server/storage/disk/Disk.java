package io.fairlead.server.storage.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A file system, as much of it as storage needs. Every method blocks and may throw {@link IOException}. */
public interface Disk {
    /** Creates the directory and its missing parents, with the given privacy, and forces the parents. */
    void createDirectories(Path directory) throws IOException;

    boolean exists(Path path) throws IOException;

    /** Names (not paths) of what is in {@code directory}, in ascending order; empty if there is no such directory. */
    List<String> list(Path directory) throws IOException;

    /**
     * Opens for reading and writing; creates the file (owner-only permissions) where it is missing.
     *
     * @throws NoSpaceException where there is no space for another file
     */
    DiskFile open(Path file) throws IOException;

    /** Opens an existing file for reading. */
    DiskFile openForReading(Path file) throws IOException;

    /** Replaces {@code to} by {@code from} atomically. Durable only after {@link #forceDirectory} of the parent. */
    void rename(Path from, Path to) throws IOException;

    void delete(Path file) throws IOException;

    /** Deletes a directory with all that is in it; does nothing where there is none. */
    void deleteRecursively(Path directory) throws IOException;

    /** Makes creations, renames and deletions in {@code directory} durable. */
    void forceDirectory(Path directory) throws IOException;

    /** Bytes that can still be written to the file system that holds {@code path}. */
    long usableSpace(Path path) throws IOException;

    /**
     * Takes an exclusive lock on {@code file}, creating it.
     *
     * @throws IOException with a message that names the file if another process, or this one, holds it
     */
    AutoCloseable lock(Path file) throws IOException;
}
