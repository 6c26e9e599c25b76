package io.fairlead.server.storage.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The machine's file system. Files are readable by their owner alone where the system knows owners.
 *
 * <p>Safe from any thread. Interrupting a thread inside a call closes the file it works on (a rule of {@link FileChannel});
 * nobody interrupts loops.
 */
public final class SystemDisk implements Disk {
    private static final Set<OpenOption> READ_WRITE_CREATE =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);

    /**
     * Files locked by this process. The system's locks belong to the process, and closing any channel of a file gives up all
     * of them, so a second attempt must be refused before it opens the file. One set for the JVM because the thing it
     * describes is one for the JVM.
     */
    private static final Set<Path> LOCKED_HERE = ConcurrentHashMap.newKeySet();

    private final boolean posix =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    @Override
    public void createDirectories(Path directory) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (@Nullable Path at = directory.toAbsolutePath();
                at != null && !Files.isDirectory(at);
                at = at.getParent()) {
            missing.push(at);
        }
        for (Path each : missing) {
            try {
                Files.createDirectory(each, permissions("rwx------"));
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(each)) {
                    throw new IOException(each + " is in the way: it is not a directory", e);
                }
            }
            Path parent = each.getParent();
            if (parent != null) {
                forceDirectory(parent);
            }
        }
    }

    @Override
    public boolean exists(Path path) {
        return Files.exists(path);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                names.add(entry.getFileName().toString());
            }
        }
        Collections.sort(names);
        return names;
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        try {
            return new SystemFile(file, FileChannel.open(file, READ_WRITE_CREATE, permissions("rw-------")));
        } catch (FileSystemException e) {
            throw FullDisk.named(e, file, 1);
        }
    }

    @Override
    public DiskFile openForReading(Path file) throws IOException {
        return new SystemFile(file, FileChannel.open(file, StandardOpenOption.READ));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.delete(file);
    }

    @Override
    public void deleteRecursively(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        if (!posix) {
            return; // Windows neither lets a directory be opened nor needs it.
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public long usableSpace(Path path) throws IOException {
        return Files.getFileStore(path).getUsableSpace();
    }

    @Override
    public AutoCloseable lock(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path parent = absolute.getParent();
        Path key = parent == null ? absolute : parent.toRealPath().resolve(absolute.getFileName());
        if (!LOCKED_HERE.add(key)) {
            throw new IOException("cannot lock " + file + ": another server in this process holds it");
        }
        try {
            return lockForProcess(file, key);
        } catch (IOException | RuntimeException e) {
            LOCKED_HERE.remove(key);
            throw e;
        }
    }

    private AutoCloseable lockForProcess(Path file, Path key) throws IOException {
        FileChannel channel = FileChannel.open(file, READ_WRITE_CREATE, permissions("rw-------"));
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new IOException("cannot lock " + file + ": another process holds it");
            }
            return () -> {
                if (channel.isOpen()) {
                    channel.close();
                    LOCKED_HERE.remove(key);
                }
            };
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private FileAttribute<?>[] permissions(String permissions) {
        if (!posix) {
            return new FileAttribute<?>[0];
        }
        Set<PosixFilePermission> set = PosixFilePermissions.fromString(permissions);
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(set)};
    }
}
