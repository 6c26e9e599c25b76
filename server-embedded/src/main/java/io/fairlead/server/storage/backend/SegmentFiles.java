package io.fairlead.server.storage.backend;

import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.storage.disk.DiskFile;
import io.fairlead.server.storage.disk.NoSpaceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files of a segmented state: the directory in use, its segments and its manifest, and the replaced files that wait until
 * nobody reads them. "Guarded" is what needs the lock of {@link SegmentedBackend}, "file work" what one thread does at a time.
 */
final class SegmentFiles {
    private final Disk disk;
    private final Path root;
    private final FileOwner owner;
    private final Object lock;
    private final SegmentReads segments = new SegmentReads();

    /** Number of the directory in use. Guarded. */
    private long directory;

    /** The directory has an entry that was not forced. Guarded. */
    private boolean directoryChanged;

    /** Up to where the state was forced when the manifest ceased to name the segments there are; null while it does. File work. */
    private @Nullable AppliedMark unnamed;

    /** Replaced files that are to be closed and deleted once nobody reads them. Guarded. */
    private final List<Segment> retired = new ArrayList<>();

    /** @param lock of the backend */
    SegmentFiles(Disk disk, Path root, FileOwner owner, Object lock) {
        this.disk = disk;
        this.root = root;
        this.owner = owner;
        this.lock = lock;
    }

    /** A segment as far as it went at some moment. */
    record Extent(Segment segment, long end) {}

    /**
     * What a force has to cover.
     *
     * @param newEntry the directory itself has to be forced
     */
    record Cut(List<Extent> extents, boolean newEntry) {}

    SegmentReads segments() {
        return segments;
    }

    long directory() {
        return directory;
    }

    Path path() {
        return Manifest.directoryPath(root, directory);
    }

    /** The files are in this directory from now on; those used so far are retired. Guarded. */
    void moveTo(long newDirectory) {
        directory = newDirectory;
        retired.addAll(List.of(segments.all()));
    }

    /** These are the segments in the directory. Guarded. */
    void adopt(List<Segment> found) {
        segments.replace(found.toArray(new Segment[0]));
        directoryChanged = true;
    }

    /** Begins a segment after the last one. Its file is forced later, with the rest. */
    Segment add(SegmentFormat.Head head) throws IOException {
        Path folder = path();
        Segment segment = create(folder, head);
        synchronized (lock) {
            append(segment);
        }
        return segment;
    }

    /** There is another segment, behind the others. Guarded. */
    void append(Segment segment) {
        Segment[] all = segments.all();
        Segment[] more = Arrays.copyOf(all, all.length + 1);
        more[all.length] = segment;
        segments.replace(more);
        directoryChanged = true;
    }

    /**
     * File work: from now on a start finds the state in {@code newDirectory}, with a segment of our own behind those received.
     * Nothing changes for readers yet, and nothing at all where there is no space.
     *
     * @return our own segment
     */
    Segment putInUse(long newDirectory, List<Segment> received, SegmentFormat.Head own, AppliedMark mark)
            throws IOException {
        Path folder = Manifest.directoryPath(root, newDirectory);
        Segment last = create(folder, own);
        List<Segment> all = new ArrayList<>(received);
        all.add(last);
        for (Segment segment : all) {
            segment.file.force(true);
        }
        disk.forceDirectory(folder);
        try {
            writeManifest(newDirectory, extentsOf(all), mark);
        } catch (NoSpaceException e) {
            last.file.close();
            throw e;
        }
        return last;
    }

    private Segment create(Path folder, SegmentFormat.Head head) throws IOException {
        DiskFile file = disk.open(folder.resolve(head.id().fileName()));
        try {
            file.truncate(0);
            file.write(SegmentFormat.writeHead(head), 0);
            return new Segment(folder, file, head);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Guarded. Whoever takes it forces it. */
    Cut cut() {
        Cut cut = new Cut(extents(), directoryChanged);
        directoryChanged = false;
        return cut;
    }

    private List<Extent> extents() {
        return extentsOf(List.of(segments.all()));
    }

    private static List<Extent> extentsOf(List<Segment> all) {
        return all.stream().map(segment -> new Extent(segment, segment.end)).toList();
    }

    /** File work: everything in the cut survives a crash afterwards, and the manifest says so. */
    void force(Cut cut, AppliedMark mark) throws IOException {
        for (Extent extent : cut.extents()) {
            if (extent.segment().forcedEnd < extent.end()) {
                extent.segment().file.force(cut.newEntry());
            }
        }
        if (cut.newEntry()) {
            disk.forceDirectory(path());
        }
        try {
            writeManifest(directory, cut.extents(), mark);
        } catch (NoSpaceException e) {
            synchronized (lock) {
                directoryChanged |= cut.newEntry();
            }
            throw e;
        }
    }

    /** Guarded: what the cut covers has been forced. */
    static void noteForced(Cut cut) {
        cut.extents().forEach(extent -> extent.segment().forcedEnd = extent.end());
    }

    /** Puts what was written in the place of a group of neighbours, which are retired. Guarded, and file work. */
    void replace(List<Segment> group, Optional<Segment> written, AppliedMark forced) {
        unnamed = forced;
        List<Segment> left = new ArrayList<>();
        for (Segment segment : segments.all()) {
            if (segment == group.get(0)) {
                written.ifPresent(left::add);
            }
            if (!group.contains(segment)) {
                left.add(segment);
            }
        }
        segments.replace(left.toArray(new Segment[0]));
        retired.addAll(group);
    }

    /** File work: if the manifest does not name the segments there are it does then, up to what is forced of them. */
    void completeManifest() throws IOException {
        AppliedMark forced = unnamed;
        if (forced == null) {
            return;
        }
        List<Extent> durable;
        synchronized (lock) {
            durable = extents().stream()
                    .map(extent -> new Extent(extent.segment(), Math.min(extent.end(), extent.segment().forcedEnd)))
                    .toList();
        }
        writeManifest(directory, durable, forced);
    }

    /** Names the segments up to the first that may still grow, or is not durable up to its end; those behind it are found. */
    private void writeManifest(long inDirectory, List<Extent> extents, AppliedMark mark) throws IOException {
        List<Manifest.Entry> entries = new ArrayList<>();
        boolean closed = true;
        for (int i = 0; i < extents.size() && closed && extents.get(i).end() > 0; i++) {
            Extent extent = extents.get(i);
            closed = i < extents.size() - 1 && extent.end() == extent.segment().end;
            entries.add(new Manifest.Entry(extent.segment().id, extent.end(), closed));
        }
        new Manifest(owner, inDirectory, mark, entries).write(disk, root, Manifest.IN_USE);
        unnamed = null;
    }

    /** File work: deletes files that no manifest names any more. Whether any was there to delete. */
    boolean deleteRetired() throws IOException {
        if (unnamed != null) {
            return false;
        }
        List<Segment> free = new ArrayList<>();
        synchronized (lock) {
            retired.removeIf(segment -> segment.pins == 0 && free.add(segment));
        }
        for (Segment segment : free) {
            segment.retired = true;
            segment.file.close();
            disk.delete(segment.path);
        }
        return !free.isEmpty();
    }

    /** Guarded: the segments there are, whose files stay until {@link #unpin}. */
    Segment[] pin() {
        Segment[] all = segments.all();
        for (Segment segment : all) {
            segment.pins++;
        }
        return all;
    }

    void unpin(Segment[] all) {
        synchronized (lock) {
            for (Segment segment : all) {
                segment.pins--;
            }
        }
    }

    static long[] endsOf(Segment[] all) {
        long[] ends = new long[all.length];
        for (int i = 0; i < all.length; i++) {
            ends[i] = all[i].end;
        }
        return ends;
    }

    void close() throws IOException {
        for (Segment segment : segments.all()) {
            segment.file.close();
        }
        for (Segment segment : retired) {
            segment.file.close();
        }
    }
}
