package io.fairlead.server.golden;

import com.google.gson.JsonObject;
import com.google.protobuf.DynamicMessage;
import io.fairlead.server.embed.FairleadServer;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A gRPC channel to one member. */
final class GrpcTransport implements Transport {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

    private final GrpcWire wire;
    private final ManagedChannel channel;

    GrpcTransport(GrpcWire wire, FairleadServer server) {
        URI url = URI.create(server.clientUrls().get(0));
        this.wire = wire;
        this.channel = NettyChannelBuilder.forAddress(url.getHost(), url.getPort())
                .usePlaintext()
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .directExecutor()
                .build();
    }

    @Override
    public Arrival call(String method, JsonObject request, Optional<String> token) {
        Conversation conversation = open(method, token);
        conversation.send(request);
        Optional<Arrival> first = conversation.next(PATIENCE);
        if (first.isEmpty()) {
            conversation.cancel();
            throw new AssertionError(method + " is not answered within " + PATIENCE);
        }
        return first.get();
    }

    @Override
    public Conversation open(String method, Optional<String> token) {
        MethodDescriptor<DynamicMessage, DynamicMessage> description = wire.method(method);
        Metadata metadata = new Metadata();
        token.ifPresent(value -> metadata.put(TOKEN, value));
        GrpcConversation conversation =
                new GrpcConversation(method, channel.newCall(description, CallOptions.DEFAULT), description.getType());
        conversation.start(metadata);
        return conversation;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        try {
            channel.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class GrpcConversation extends ClientCall.Listener<DynamicMessage> implements Conversation {
        private final String method;
        private final ClientCall<DynamicMessage, DynamicMessage> call;
        private final MethodDescriptor.MethodType type;
        private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();

        GrpcConversation(
                String method, ClientCall<DynamicMessage, DynamicMessage> call, MethodDescriptor.MethodType type) {
            this.method = method;
            this.call = call;
            this.type = type;
        }

        void start(Metadata metadata) {
            call.start(this, metadata);
            call.request(2);
        }

        @Override
        public void send(JsonObject request) {
            call.sendMessage(wire.request(method, request));
            if (type.clientSendsOneMessage()) {
                call.halfClose();
            }
        }

        @Override
        public void halfClose() {
            call.halfClose();
        }

        @Override
        public Optional<Arrival> next(Duration patience) {
            try {
                Arrival arrival = arrivals.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
                if (arrival instanceof Arrival.End) {
                    arrivals.add(arrival);
                }
                return Optional.ofNullable(arrival);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for " + method, e);
            }
        }

        @Override
        public void cancel() {
            call.cancel("the scenario leaves it", null);
        }

        @Override
        public void onMessage(DynamicMessage message) {
            arrivals.add(new Arrival.Message(GrpcWire.json(message)));
            call.request(1);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            String description = status.getDescription();
            arrivals.add(new Arrival.End(status.getCode().value(), description == null ? "" : description));
        }
    }
}
