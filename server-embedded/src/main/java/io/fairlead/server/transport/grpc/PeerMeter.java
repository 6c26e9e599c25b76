package io.fairlead.server.transport.grpc;

import io.fairlead.server.meter.Histogram;
import java.util.concurrent.atomic.LongAdder;

/**
 * What went to one peer and came from it. Any thread.
 *
 * @param sendFailures messages that could not be sent
 * @param disconnects how often a connection to the peer broke
 * @param roundTrips from a request for a receipt to the receipt, in nanoseconds
 * @param snapshotsSent states that the peer took; {@code snapshotFailures} are those it did not take
 */
public record PeerMeter(
        LongAdder sentBytes,
        LongAdder receivedBytes,
        LongAdder sendFailures,
        LongAdder disconnects,
        Histogram roundTrips,
        LongAdder snapshotsSent,
        LongAdder snapshotFailures) {
    /** Round trips of a tenth of a millisecond to three seconds. */
    PeerMeter() {
        this(
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                Histogram.doubling(Histogram.SECONDS, 100_000, 16),
                new LongAdder(),
                new LongAdder());
    }
}
