package io.fairlead.server.sim;

import io.fairlead.server.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** An open file of a {@link SimDisk}; of no use after the next crash. */
final class SimOpenFile implements DiskFile {
    private final SimDisk disk;
    private final Path path;
    private final SimFile file;
    private final int openedIn;
    private boolean closed;

    SimOpenFile(SimDisk disk, Path path, SimFile file) {
        this.disk = disk;
        this.path = path;
        this.file = file;
        this.openedIn = disk.life();
    }

    @Override
    public long size() throws IOException {
        checkOpen();
        return file.size();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        checkOpen();
        if (strikes(DiskFault.READ_ERROR)) {
            throw new IOException("input/output error reading " + path);
        }
        return file.read(target, position);
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        checkOpen();
        if (strikes(DiskFault.WRITE_ERROR)) {
            writeFirst(source, wholeSectors(disk.random().nextInt(source.remaining() + 1), position), position);
            throw new IOException("input/output error writing " + path);
        }
        if (strikes(DiskFault.LOST_WRITE)) {
            disk.changing("lost write " + path, () -> file.writeLost(source, position));
            return;
        }
        if (file.durableSize() > 0 && strikes(DiskFault.MISDIRECTED_WRITE)) {
            int sector = disk.random().nextInt(file.durableSize()) / SimFile.SECTOR_SIZE;
            disk.changing("misdirected write " + path, () -> file.writeMisdirected(source, position, sector));
            return;
        }
        long fits = sizeThatFits(position + source.remaining()) - position;
        if (fits < source.remaining()) {
            writeFirst(source, (int) Math.max(0, fits), position);
            throw disk.noSpace(path);
        }
        disk.changing("write " + path, () -> file.write(source, position));
    }

    /** As many of {@code count} bytes from {@code position} on as end with a sector: a system takes a write over in those. */
    private static int wholeSectors(int count, long position) {
        return (int) Math.max(0, count - (position + count) % SimFile.SECTOR_SIZE);
    }

    private void writeFirst(ByteBuffer source, int count, long position) {
        ByteBuffer first = source.slice(source.position(), count);
        source.position(source.position() + count);
        disk.changing("write " + path, () -> file.write(first, position));
    }

    @Override
    public void force(boolean metadata) throws IOException {
        checkOpen();
        disk.forcing(path);
        if (strikes(DiskFault.FORCE_ERROR)) {
            disk.changing("force " + path, () -> file.forceFails(disk.random()));
            throw new IOException("input/output error forcing " + path);
        }
        disk.changing("force " + path, file::force);
    }

    @Override
    public void preallocate(long size) throws IOException {
        checkOpen();
        long fits = sizeThatFits(size);
        disk.changing("preallocate " + path, () -> file.preallocate(fits));
        if (fits < size) {
            throw disk.noSpace(path);
        }
    }

    @Override
    public void truncate(long size) throws IOException {
        checkOpen();
        disk.changing("truncate " + path, () -> file.truncate(size));
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Up to {@code size}, as large as the file can be with the space there is. */
    private long sizeThatFits(long size) {
        if (size <= file.size()) {
            return size;
        }
        long room = disk.room();
        return room > size - file.size() ? size : file.size() + room;
    }

    private boolean strikes(DiskFault fault) {
        return disk.faults().strikes(fault, path);
    }

    private void checkOpen() throws IOException {
        if (openedIn != disk.life()) {
            throw new SimCrash(path + " was opened before the power went out");
        }
        if (closed) {
            throw new IOException(path + " is closed");
        }
    }
}
