package io.fairlead.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.WatchGrpc;
import io.fairlead.server.exec.Clock;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Counts of calls, and the warnings of slow ones. */
class CallMetersTest {
    private static final String PUT = "etcdserverpb.KV/Put";
    private static final String WATCH = "etcdserverpb.Watch/Watch";
    private static final Metadata.Key<String> VERSION =
            Metadata.Key.of("client-api-version", Metadata.ASCII_STRING_MARSHALLER);
    private static final Logger LOG = Logger.getLogger(SlowCalls.class.getName());

    private final List<Object[]> warnings = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            warnings.add(entry.getParameters());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private long nowNanos = 1;

    private final CallMeters meters = new CallMeters(
            new Clock() {
                @Override
                public long nanos() {
                    return nowNanos;
                }

                @Override
                public long wallMillis() {
                    return 0;
                }
            },
            new SlowCalls(Duration.ofMillis(300)));

    @BeforeEach
    void know() {
        LOG.addHandler(handler);
        meters.know(List.of(new KVGrpc.KVImplBase() {}.bindService(), new WatchGrpc.WatchImplBase() {}.bindService()));
    }

    @AfterEach
    void forget() {
        LOG.removeHandler(handler);
    }

    private void call(String method, String version, Status status, long millis) {
        Metadata headers = new Metadata();
        if (!version.isEmpty()) {
            headers.put(VERSION, version);
        }
        ServerStreamTracer tracer = meters.newServerStreamTracer(method, headers);
        tracer.inboundMessage(0);
        tracer.inboundWireSize(10);
        nowNanos += millis * 1_000_000;
        tracer.outboundMessage(0);
        tracer.outboundWireSize(20);
        tracer.streamClosed(status);
        tracer.streamClosed(Status.CANCELLED);
    }

    private CallMeter put() {
        return meters.methods().stream()
                .filter(method -> method.method().equals("Put"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void call_thatEnds_isCountedOnceUnderItsCode() {
        call(PUT, "3.5", Status.OK, 20);
        call(PUT, "3.5", Status.RESOURCE_EXHAUSTED, 20);
        CallMeter put = put();
        assertThat(put.service()).isEqualTo("etcdserverpb.KV");
        assertThat(put.type()).isEqualTo("unary");
        assertThat(List.of(put.started(), put.received(), put.sent())).containsExactly(2L, 2L, 2L);
        assertThat(put.ended(Status.Code.OK.value())).isEqualTo(1);
        assertThat(put.ended(Status.Code.RESOURCE_EXHAUSTED.value())).isEqualTo(1);
        assertThat(put.ended(Status.Code.CANCELLED.value())).isZero();
        assertThat(put.durations().count()).isEqualTo(2);
        assertThat(meters.receivedBytes()).isEqualTo(20);
        assertThat(meters.sentBytes()).isEqualTo(40);
    }

    @Test
    void unknownMethod_isCountedInBytesAlone() {
        call("no.Such/Thing", "3.5", Status.UNIMPLEMENTED, 1);
        assertThat(meters.receivedBytes()).isEqualTo(10);
        assertThat(meters.methods()).allMatch(method -> method.started() == 0);
        assertThat(meters.byVersion(true)).isEmpty();
    }

    @Test
    void versions_thatClientsMakeUp_takeNoMoreMemoryThanSome() {
        for (int i = 0; i < 1000; i++) {
            call(PUT, "v" + i, Status.OK, 1);
        }
        call(PUT, "x".repeat(5000), Status.OK, 1);
        call(PUT, "", Status.OK, 1);
        assertThat(meters.byVersion(true)).hasSizeLessThanOrEqualTo(33).containsEntry("other", 970L);
        assertThat(meters.byVersion(true).values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(1002);
        call(WATCH, "3.6", Status.OK, 1);
        assertThat(meters.byVersion(false)).containsExactly(java.util.Map.entry("3.6", 1L));
    }

    @Test
    void slowCall_isWarnedOfOnceASecondWithHowManyItStandsFor() {
        call(PUT, "3.5", Status.OK, 300);
        assertThat(warnings).isEmpty();
        call(PUT, "3.5", Status.OK, 301);
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0)).containsExactly("301", "300", "etcdserverpb.KV", "Put", Status.Code.OK, "");
        call(PUT, "3.5", Status.OK, 302);
        call(PUT, "3.5", Status.OK, 303);
        assertThat(warnings).hasSize(1);
        call(PUT, "3.5", Status.UNAVAILABLE, 1000);
        assertThat(warnings).hasSize(2);
        assertThat(warnings.get(1))
                .containsExactly(
                        "1000", "300", "etcdserverpb.KV", "Put", Status.Code.UNAVAILABLE, "; so did 2 before it");
    }

    @Test
    void stream_howeverLong_isNotSlow() {
        call(WATCH, "3.5", Status.OK, 1_000_000);
        assertThat(warnings).isEmpty();
    }
}
