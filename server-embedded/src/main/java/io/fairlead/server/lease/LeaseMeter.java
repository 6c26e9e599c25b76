package io.fairlead.server.lease;

import io.fairlead.server.meter.Histogram;
import java.util.concurrent.atomic.LongAdder;

/**
 * What became of leases at this member since it started. Any thread.
 *
 * @param granted as this member applied it; so is {@code revoked}
 * @param renewed by this member, as a leader
 * @param expired ended by the clock by this member, as a leader
 * @param seconds for how long each was granted
 */
public record LeaseMeter(
        LongAdder granted, LongAdder revoked, LongAdder renewed, LongAdder expired, Histogram seconds) {
    LeaseMeter() {
        this(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder(), Histogram.doubling(1, 1, 24));
    }
}
