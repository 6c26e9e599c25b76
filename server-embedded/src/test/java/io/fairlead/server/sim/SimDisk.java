package io.fairlead.server.sim;

import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.storage.disk.DiskFile;
import io.fairlead.server.storage.disk.NoSpaceException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One machine's disk, in memory. Forgets on {@link #crash()} what was not forced, as the seed will have it; can be told to
 * crash inside a coming call, and to have any {@link DiskFault}.
 */
public final class SimDisk implements Disk {
    private static final long NEVER = Long.MAX_VALUE;

    private final RandomGenerator random;
    private final SimDirectory root = new SimDirectory();
    private final Set<Path> locks = new HashSet<>();

    /** Files opened before the last crash are of no use after it. */
    private int life;

    private long calls;
    private long crashAtCall = NEVER;
    private Path forcesUnder = Path.of("/");

    /** Forces until the power goes out in one; 0 where it does not. */
    private long forcesLeft;

    private long forces;
    private long renames;
    private long capacity = NEVER;
    private final DiskFaults faults = new DiskFaults();

    public SimDisk(RandomGenerator random) {
        this.random = random;
    }

    /** Calls so far that change something. */
    public long calls() {
        return calls;
    }

    /** Forces of files so far. */
    public long forces() {
        return forces;
    }

    /** Files that got another name so far. */
    long renames() {
        return renames;
    }

    /** The power goes out inside the {@code n}-th force from now on, counted from 1, of a file under {@code under}. */
    void crashAtForce(Path under, long n) {
        forcesUnder = under;
        forcesLeft = n;
    }

    /** A file is about to be forced. */
    void forcing(Path file) {
        forces++;
        if (forcesLeft > 0 && file.startsWith(forcesUnder) && --forcesLeft == 0) {
            crashAtCall = calls + 1;
        }
    }

    /** The power goes out inside the {@code n}-th changing call from now on, counted from 1. */
    public void crashAtCall(long n) {
        crashAtCall = calls + n;
    }

    /**
     * The {@code n}-th call from now on, counted from 1, that may have this fault and concerns a file whose path begins with
     * {@code under} has it. A file has the path under which it was opened: that of a new log is {@code wal.tmp/...}.
     */
    public void arm(DiskFault fault, Path under, long n) {
        faults.arm(fault, under, n);
    }

    /** No fault that was armed and did not happen yet will happen, and the power stays on. */
    public void disarm() {
        faults.disarm();
        crashAtCall = NEVER;
        forcesLeft = 0;
    }

    /** As {@link #disarm()}, of one kind of fault. */
    void disarm(DiskFault fault) {
        faults.disarm(fault);
    }

    /** How often this disk had the fault; of {@link DiskFault#NO_SPACE}, how many calls were refused. */
    public long had(DiskFault fault) {
        return faults.had(fault);
    }

    /** Whether something that was durable may not be any more. */
    boolean isDamaged() {
        return had(DiskFault.ROT)
                        + had(DiskFault.UNREADABLE_SECTOR)
                        + had(DiskFault.LOST_WRITE)
                        + had(DiskFault.MISDIRECTED_WRITE)
                > 0;
    }

    /** Whether programs may still see something that the platters don't have and never will. */
    boolean isLying() {
        return root.isLying();
    }

    /** Counts the faults it had, but for being full. */
    void addTo(Tally tally) {
        tally.happened(Fault.ERROR_ON_READ, had(DiskFault.READ_ERROR));
        tally.happened(Fault.ERROR_ON_WRITE, had(DiskFault.WRITE_ERROR));
        tally.happened(Fault.ERROR_ON_FORCE, had(DiskFault.FORCE_ERROR));
        tally.happened(Fault.BIT_ROT, had(DiskFault.ROT));
        tally.happened(Fault.SECTOR_UNREADABLE, had(DiskFault.UNREADABLE_SECTOR));
        tally.happened(Fault.WRITE_MISDIRECTED, had(DiskFault.MISDIRECTED_WRITE));
        tally.happened(Fault.WRITE_LOST, had(DiskFault.LOST_WRITE));
    }

    /** From now on files can take only {@code bytes} more, until some of them go or there is {@link #unlimited} space. */
    public void limit(long bytes) {
        capacity = used(root) + bytes;
    }

    public void unlimited() {
        capacity = NEVER;
    }

    boolean isLimited() {
        return capacity != NEVER;
    }

    /** Is there a limit, and nothing left? */
    public boolean isFull() {
        return room() == 0;
    }

    /** The power goes out: what was not forced may be gone, and nothing that was open or locked is any more. */
    public void crash() {
        endLife();
        root.crash(random);
    }

    /** The process dies and the machine lives: all that was written is there, nothing is open or locked. */
    public void processDied() {
        endLife();
        // What the machine has in memory may be what a lying disk does not have.
        if (random.nextBoolean()) {
            root.dropCache();
        }
    }

    private void endLife() {
        disarm();
        life++;
        locks.clear();
    }

    /** Whether this disk has ever had a fault but that of being full: what is on it then proves nothing. */
    boolean hadAnyFault() {
        for (DiskFault fault : DiskFault.values()) {
            if (fault != DiskFault.NO_SPACE && had(fault) > 0) {
                return true;
            }
        }
        return false;
    }

    /** Another disk with what would surely be left of {@code directory} if the power went out now. */
    SimDisk afterPowerCut(Path directory) {
        SimDisk copy = new SimDisk(new SplittableRandom(0));
        SimDirectory from = root;
        SimDirectory to = copy.root;
        for (Path name : directory.toAbsolutePath()) {
            if (!(from.getDurable(name.toString()) instanceof SimDirectory found)) {
                return copy;
            }
            SimDirectory made = new SimDirectory();
            to.put(name.toString(), made);
            from = found;
            to = made;
        }
        from.copyDurableTo(to);
        return copy;
    }

    /** All files under {@code directory}, in order of their names. */
    public List<Path> files(Path directory) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String name : list(directory)) {
            Path path = directory.resolve(name);
            if (at(path) instanceof SimFile) {
                found.add(path);
            } else {
                found.addAll(files(path));
            }
        }
        return found;
    }

    /** The content of a file as the platters have it: what is left of it if the power goes out and the worst happens. */
    public byte[] durable(Path file) throws IOException {
        return fileAt(file).durableContent();
    }

    /** How much of a file the platters have. */
    public long durableSize(Path file) throws IOException {
        return fileAt(file).durableSize();
    }

    /** The sector at {@code position} can't be read until it is written again. */
    public void makeUnreadable(Path file, int position) throws IOException {
        fileAt(file).makeUnreadable(position);
        faults.note(DiskFault.UNREADABLE_SECTOR);
    }

    /** The content of a file as programs see it. */
    public byte[] content(Path file) throws IOException {
        return fileAt(file).content();
    }

    /** Flips bits of a file in place. */
    public void damage(Path file, int position, int mask) throws IOException {
        fileAt(file).damage(position, mask);
        faults.note(DiskFault.ROT);
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        SimDirectory at = root;
        for (Path name : directory.toAbsolutePath()) {
            Object content = at.get(name.toString());
            if (content == null) {
                SimDirectory parent = at;
                SimDirectory created = new SimDirectory();
                changing("createDirectories " + directory, () -> {
                    parent.put(name.toString(), created);
                    parent.force();
                });
                at = created;
            } else if (content instanceof SimDirectory existing) {
                at = existing;
            } else {
                throw new IOException(name + " of " + directory + " is not a directory");
            }
        }
    }

    @Override
    public boolean exists(Path path) throws IOException {
        return at(path) != null;
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        return at(directory) instanceof SimDirectory found
                ? List.copyOf(found.entries().keySet())
                : List.of();
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        Object content = at(file);
        if (content == null) {
            checkRoom(file);
            SimFile created = new SimFile();
            SimDirectory parent = parentOf(file);
            mayFail(DiskFault.WRITE_ERROR, file);
            changing("create " + file, () -> parent.put(nameOf(file), created));
            return new SimOpenFile(this, file, created);
        }
        return new SimOpenFile(this, file, fileAt(file));
    }

    @Override
    public DiskFile openForReading(Path file) throws IOException {
        return new SimOpenFile(this, file, fileAt(file));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        SimDirectory parent = parentOf(from);
        if (parent != parentOf(to)) {
            throw new IOException("cannot rename " + from + " to another directory: " + to);
        }
        Object moved = at(from);
        if (moved == null) {
            throw new NoSuchFileException(from.toString());
        }
        if (at(to) instanceof SimDirectory target && !target.entries().isEmpty()) {
            throw new IOException(to + " is not empty");
        }
        mayFail(DiskFault.WRITE_ERROR, from);
        renames++;
        changing("rename " + from, () -> parent.rename(nameOf(from), nameOf(to)));
    }

    @Override
    public void delete(Path file) throws IOException {
        if (at(file) == null) {
            throw new NoSuchFileException(file.toString());
        }
        SimDirectory parent = parentOf(file);
        mayFail(DiskFault.WRITE_ERROR, file);
        changing("delete " + file, () -> parent.remove(nameOf(file)));
    }

    @Override
    public void deleteRecursively(Path directory) throws IOException {
        if (at(directory) instanceof SimDirectory found) {
            for (String name : List.copyOf(found.entries().keySet())) {
                deleteRecursively(directory.resolve(name));
            }
        }
        if (at(directory) != null) {
            delete(directory);
        }
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        if (at(directory) instanceof SimDirectory found) {
            mayFail(DiskFault.FORCE_ERROR, directory);
            changing("forceDirectory " + directory, found::force);
        } else {
            throw new NoSuchFileException(directory.toString());
        }
    }

    @Override
    public long usableSpace(Path path) {
        return room();
    }

    @Override
    public AutoCloseable lock(Path file) throws IOException {
        Path key = file.toAbsolutePath();
        open(file).close();
        if (!locks.add(key)) {
            throw new IOException("cannot lock " + file + ": another process holds it");
        }
        int lockedIn = life;
        return () -> {
            if (lockedIn == life) {
                locks.remove(key);
            }
        };
    }

    int life() {
        return life;
    }

    RandomGenerator random() {
        return random;
    }

    DiskFaults faults() {
        return faults;
    }

    /** Runs a change; where the crash falls into it, it may or may not still have happened. */
    void changing(String what, Runnable change) {
        calls++;
        if (calls >= crashAtCall) {
            if (random.nextBoolean()) {
                change.run();
            }
            throw new SimCrash("power went out in: " + what);
        }
        change.run();
    }

    /** Bytes that files can take. */
    long room() {
        return capacity == NEVER ? Long.MAX_VALUE : Math.max(0, capacity - used(root));
    }

    /** What concerns names is done whole or, where it fails, not at all, and can still be forced. */
    private void mayFail(DiskFault fault, Path path) throws IOException {
        if (faults.strikes(fault, path)) {
            throw new IOException("input/output error at " + path);
        }
    }

    private void checkRoom(Path file) throws NoSpaceException {
        if (isFull()) {
            throw noSpace(file);
        }
    }

    NoSpaceException noSpace(Path file) {
        faults.note(DiskFault.NO_SPACE);
        return new NoSpaceException("no space left on device: " + file, null);
    }

    private static long used(SimDirectory directory) {
        long used = 0;
        for (Object content : directory.entries().values()) {
            used += content instanceof SimFile file ? file.size() : used((SimDirectory) content);
        }
        return used;
    }

    private @Nullable Object at(Path path) {
        Object at = root;
        // By its text: a path makes another for each of its names.
        String text = path.toAbsolutePath().toString();
        for (int begin = 1; begin < text.length(); ) {
            if (!(at instanceof SimDirectory directory)) {
                return null;
            }
            int slash = text.indexOf('/', begin);
            int end = slash < 0 ? text.length() : slash;
            at = directory.get(text.substring(begin, end));
            begin = end + 1;
        }
        return at;
    }

    private SimDirectory parentOf(Path path) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null && at(parent) instanceof SimDirectory directory) {
            return directory;
        }
        throw new NoSuchFileException(path.toString());
    }

    private SimFile fileAt(Path path) throws IOException {
        if (at(path) instanceof SimFile file) {
            return file;
        }
        throw new NoSuchFileException(path.toString());
    }

    private static String nameOf(Path path) {
        return path.getFileName().toString();
    }
}
