package io.fairlead.server.storage.disk;

import io.fairlead.server.meter.Histogram;
import java.util.concurrent.atomic.LongAdder;

/**
 * What became of the files in one directory. Any thread.
 *
 * @param writes how long each write took, in nanoseconds
 * @param forces how long each force took, in nanoseconds
 * @param bytes how many bytes were written
 */
public record DiskMeter(Histogram writes, Histogram forces, LongAdder bytes) {
    /** A millisecond to eight seconds. */
    public DiskMeter() {
        this(durations(), durations(), new LongAdder());
    }

    private static Histogram durations() {
        return Histogram.doubling(Histogram.SECONDS, 1_000_000, 14);
    }
}
