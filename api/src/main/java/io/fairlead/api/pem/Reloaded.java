package io.fairlead.api.pem;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;

/**
 * What some files say, read again whenever one of them changed since it was last asked for. Files that can't be used leave
 * things as they were. Safe from any thread.
 */
public final class Reloaded<T> {
    /** Makes a value of the files. */
    @FunctionalInterface
    public interface Reader<T> {
        T read() throws IOException;
    }

    private static final System.Logger LOG = System.getLogger(Reloaded.class.getName());

    private final List<Path> files;
    private final Reader<T> reader;

    /** The files as they were just before they were last read, well or badly; guarded by this. */
    private List<FileStamp> seen;

    /** Guarded by this. */
    private T value;

    /** Reads the files for the first time. Blocks. */
    public Reloaded(List<Path> files, Reader<T> reader) throws IOException {
        this.files = List.copyOf(files);
        this.reader = reader;
        // Before reading: what changes meanwhile is read once more then.
        this.seen = FileStamp.of(files);
        this.value = reader.read();
    }

    /** What the files say now, or said when they last made sense. Looks at the files, and reads them if they changed. */
    public synchronized T current() {
        List<FileStamp> now = FileStamp.of(files);
        if (!now.equals(seen)) {
            seen = now;
            reload();
        }
        return value;
    }

    private void reload() {
        try {
            value = reader.read();
            LOG.log(Level.INFO, "new connections use the changed files {0}", files);
        } catch (IOException e) {
            // Once for each state of the files, because it was noted as seen.
            LOG.log(
                    Level.WARNING,
                    "the changed files {0} can''t be used, what was read before stays in use: {1}",
                    files,
                    e.getMessage());
        }
    }
}
