package io.fairlead.client.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;
import org.junit.jupiter.api.Test;

class SentTracerTest {
    private static final Status REFUSED =
            Status.UNAVAILABLE.withDescription("RST_STREAM closed stream. HTTP/2 error code: REFUSED_STREAM");

    private final SentTracer tracer = new SentTracer();
    private final ClientStreamTracer stream = tracer.newClientStreamTracer(
            ClientStreamTracer.StreamInfo.newBuilder().build(), new Metadata());

    @Test
    void mayHaveBegun_nothingWritten_isFalse() {
        assertThat(tracer.mayHaveBegun(Status.UNAVAILABLE)).isFalse();
        assertThat(tracer.hasLeft()).isFalse();
    }

    @Test
    void mayHaveBegun_headersWritten_isTrue() {
        stream.outboundHeaders();
        assertThat(tracer.hasLeft()).isTrue();
        assertThat(tracer.mayHaveBegun(Status.UNAVAILABLE)).isTrue();
        assertThat(tracer.mayHaveBegun(Status.UNAVAILABLE.withDescription("io exception")))
                .isTrue();
    }

    @Test
    void mayHaveBegun_bytesWritten_isTrue() {
        stream.outboundWireSize(1);
        assertThat(tracer.mayHaveBegun(Status.UNAVAILABLE)).isTrue();
    }

    @Test
    void mayHaveBegun_streamRefused_isFalse() {
        stream.outboundHeaders();
        assertThat(tracer.mayHaveBegun(REFUSED)).isFalse();
    }

    @Test
    void mayHaveBegun_serverSpeaksTheWordsOfARefusal_isTrue() {
        stream.outboundHeaders();
        stream.inboundTrailers(new Metadata());
        assertThat(tracer.mayHaveBegun(REFUSED)).isTrue();
    }

    @Test
    void mayHaveBegun_streamRefusedAfterAnAnswerBegan_isTrue() {
        stream.outboundHeaders();
        stream.inboundHeaders();
        assertThat(tracer.mayHaveBegun(REFUSED)).isTrue();
    }
}
