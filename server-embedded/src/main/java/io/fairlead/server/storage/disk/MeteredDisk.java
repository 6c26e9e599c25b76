package io.fairlead.server.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** A disk that takes the time of writes and forces, each for the directory that its file is in. */
public final class MeteredDisk extends ForwardingDisk {
    private final LongSupplier nanos;
    private final Map<Path, DiskMeter> meters;

    /**
     * Meters {@code disk}.
     *
     * @param nanos a clock
     * @param meters by directory; files in other directories are not metered
     */
    public MeteredDisk(Disk disk, LongSupplier nanos, Map<Path, DiskMeter> meters) {
        super(disk);
        this.nanos = nanos;
        this.meters = new LinkedHashMap<>(meters);
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        DiskFile opened = super.open(file);
        DiskMeter meter = meters.get(file.getParent());
        return meter == null ? opened : new MeteredFile(opened, meter);
    }

    private final class MeteredFile extends ForwardingFile {
        private final DiskMeter meter;

        MeteredFile(DiskFile file, DiskMeter meter) {
            super(file);
            this.meter = meter;
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            int size = source.remaining();
            long begun = nanos.getAsLong();
            super.write(source, position);
            meter.writes().add(nanos.getAsLong() - begun);
            meter.bytes().add(size);
        }

        @Override
        public void force(boolean metadata) throws IOException {
            long begun = nanos.getAsLong();
            super.force(metadata);
            meter.forces().add(nanos.getAsLong() - begun);
        }
    }
}
