package io.fairlead.server.rpc;

import io.fairlead.server.exec.Clock;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts the calls of clients, whichever way they came. Any thread; a call costs one small object. */
public final class CallMeters extends ServerStreamTracer.Factory {
    private static final Metadata.Key<String> CLIENT_VERSION =
            Metadata.Key.of("client-api-version", Metadata.ASCII_STRING_MARSHALLER);

    /** Clients say what they like, and each version they name takes memory. */
    private static final int VERSIONS_MAX = 32;

    private static final int VERSION_LENGTH_MAX = 32;
    private static final String NO_VERSION = "unknown";

    private final Clock clock;
    private final SlowCalls slow;
    private final Map<String, CallMeter> methods = new ConcurrentSkipListMap<>();
    private final LongAdder receivedBytes = new LongAdder();
    private final LongAdder sentBytes = new LongAdder();
    private final Map<String, LongAdder> unaryByVersion = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> streamsByVersion = new ConcurrentHashMap<>();

    /** @param slow hears of each unary call that ended */
    public CallMeters(Clock clock, SlowCalls slow) {
        this.clock = clock;
        this.slow = slow;
    }

    /** From now on calls of these services are counted by method. */
    void know(List<ServerServiceDefinition> services) {
        for (ServerServiceDefinition service : services) {
            for (MethodDescriptor<?, ?> method : service.getServiceDescriptor().getMethods()) {
                String name = method.getFullMethodName();
                int slash = name.lastIndexOf('/');
                methods.putIfAbsent(
                        name,
                        new CallMeter(name.substring(0, slash), name.substring(slash + 1), type(method.getType())));
            }
        }
    }

    private static String type(MethodDescriptor.MethodType type) {
        return switch (type) {
            case UNARY, UNKNOWN -> "unary";
            case CLIENT_STREAMING -> "client_stream";
            case SERVER_STREAMING -> "server_stream";
            case BIDI_STREAMING -> "bidi_stream";
        };
    }

    /** In the order of their names. */
    public Collection<CallMeter> methods() {
        return Collections.unmodifiableCollection(methods.values());
    }

    /** Bytes of messages that clients sent over the network. */
    public long receivedBytes() {
        return receivedBytes.sum();
    }

    /** Bytes of messages that clients were sent over the network. */
    public long sentBytes() {
        return sentBytes.sum();
    }

    /** How many calls there were of clients with each version, in the order of the versions. */
    public SortedMap<String, Long> byVersion(boolean unary) {
        SortedMap<String, Long> counts = new ConcurrentSkipListMap<>();
        (unary ? unaryByVersion : streamsByVersion).forEach((version, count) -> counts.put(version, count.sum()));
        return counts;
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        CallMeter meter = methods.get(method);
        if (meter != null) {
            meter.begin();
            ofVersion(meter.isUnary() ? unaryByVersion : streamsByVersion, headers.get(CLIENT_VERSION))
                    .increment();
        }
        return new Tracer(meter, clock.nanos());
    }

    private static LongAdder ofVersion(Map<String, LongAdder> counts, @Nullable String told) {
        String version = told == null || told.isEmpty() ? NO_VERSION : told;
        LongAdder known = counts.get(version);
        if (known != null) {
            return known;
        }
        boolean isNew = version.length() <= VERSION_LENGTH_MAX && counts.size() < VERSIONS_MAX;
        return counts.computeIfAbsent(isNew ? version : "other", named -> new LongAdder());
    }

    private final class Tracer extends ServerStreamTracer {
        private final @Nullable CallMeter meter;
        private final long begunNanos;
        private final AtomicBoolean over = new AtomicBoolean();

        Tracer(@Nullable CallMeter meter, long begunNanos) {
            this.meter = meter;
            this.begunNanos = begunNanos;
        }

        @Override
        public void inboundMessage(int number) {
            if (meter != null) {
                meter.receive();
            }
        }

        @Override
        public void outboundMessage(int number) {
            if (meter != null) {
                meter.send();
            }
        }

        @Override
        public void inboundWireSize(long bytes) {
            receivedBytes.add(bytes);
        }

        @Override
        public void outboundWireSize(long bytes) {
            sentBytes.add(bytes);
        }

        @Override
        public void streamClosed(Status status) {
            if (meter == null || !over.compareAndSet(false, true)) {
                return;
            }
            long now = clock.nanos();
            meter.end(status.getCode(), now - begunNanos);
            if (meter.isUnary()) {
                slow.ended(meter, status, now - begunNanos, now);
            }
        }
    }
}
