package io.fairlead.server.mvcc;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What was done with keys at this member since it started, as etcd counts it.
 *
 * @param txns transactions with more than one operation
 * @param putBytes what was put, keys and values
 * @param alive how many keys there are; written by the apply loop
 * @param compactedKeys keys that compactions looked at
 */
public record KeyMeter(
        LongAdder puts,
        LongAdder deletes,
        LongAdder ranges,
        LongAdder txns,
        LongAdder putBytes,
        AtomicLong alive,
        LongAdder compactedKeys) {
    KeyMeter() {
        this(
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new AtomicLong(),
                new LongAdder());
    }
}
