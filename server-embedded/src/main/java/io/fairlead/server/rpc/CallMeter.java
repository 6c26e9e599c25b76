package io.fairlead.server.rpc;

import io.fairlead.server.meter.Histogram;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** The calls of one method. Any thread. */
public final class CallMeter {
    private static final int CODES = Status.Code.values().length;

    private final String service;
    private final String method;
    private final String type;
    private final boolean unary;
    private final LongAdder started = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final AtomicLongArray ended = new AtomicLongArray(CODES);

    /** gRPC's own bounds: five milliseconds to ten seconds. */
    private final Histogram durations = Histogram.of(
            Histogram.SECONDS,
            5_000_000,
            10_000_000,
            25_000_000,
            50_000_000,
            100_000_000,
            250_000_000,
            500_000_000,
            1_000_000_000,
            2_500_000_000L,
            5_000_000_000L,
            10_000_000_000L);

    CallMeter(String service, String method, String type) {
        this.service = service;
        this.method = method;
        this.type = type;
        this.unary = type.equals("unary");
    }

    public String service() {
        return service;
    }

    public String method() {
        return method;
    }

    /** What streams: {@code unary}, {@code client_stream}, {@code server_stream} or {@code bidi_stream}. */
    public String type() {
        return type;
    }

    boolean isUnary() {
        return unary;
    }

    void begin() {
        started.increment();
    }

    void receive() {
        received.increment();
    }

    void send() {
        sent.increment();
    }

    void end(Status.Code code, long nanos) {
        ended.getAndIncrement(code.value());
        durations.add(nanos);
    }

    public long started() {
        return started.sum();
    }

    /** Messages of clients. */
    public long received() {
        return received.sum();
    }

    /** Messages to clients. */
    public long sent() {
        return sent.sum();
    }

    /** How many calls ended with gRPC's code of this number. */
    public long ended(int code) {
        return ended.get(code);
    }

    /** How long calls took, from their first byte to their last. */
    public Histogram durations() {
        return durations;
    }
}
