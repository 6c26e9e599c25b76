package io.fairlead.server.rpc;

import io.grpc.ForwardingServerCallListener;
import io.grpc.KnownLength;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Refuses messages above a size in the words of Go's gRPC, which etcd's clients know. gRPC for Java has such a limit too,
 * in words of its own; it stays in place above this one, against messages that are larger by far.
 */
final class MessageSizeLimit {
    private final int bytesMax;

    MessageSizeLimit(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** {@code service} with the limit before each method. */
    ServerServiceDefinition limit(ServerServiceDefinition service) {
        ServerServiceDefinition.Builder limited =
                ServerServiceDefinition.builder(service.getServiceDescriptor().getName());
        for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
            limited.addMethod(limit(method));
        }
        return limited.build();
    }

    private <Q, P> ServerMethodDefinition<Q, P> limit(ServerMethodDefinition<Q, P> method) {
        MethodDescriptor<Q, P> descriptor = method.getMethodDescriptor();
        MethodDescriptor<Q, P> limited = descriptor.toBuilder(
                        new LimitedMarshaller<>(descriptor.getRequestMarshaller()), descriptor.getResponseMarshaller())
                .build();
        return ServerMethodDefinition.create(limited, new LimitedHandler<>(method.getServerCallHandler()));
    }

    /** Stands for a message that was too large to be read. */
    private record TooLarge(int bytes) {}

    private final class LimitedMarshaller<Q> implements MethodDescriptor.Marshaller<Q> {
        private final MethodDescriptor.Marshaller<Q> plain;

        LimitedMarshaller(MethodDescriptor.Marshaller<Q> plain) {
            this.plain = plain;
        }

        @Override
        public InputStream stream(Q message) {
            return plain.stream(message);
        }

        @Override
        @SuppressWarnings("unchecked") // what is no Q never passes LimitedHandler, which alone receives it
        public Q parse(InputStream stream) {
            try {
                if (stream instanceof KnownLength && stream.available() > bytesMax) {
                    return (Q) new TooLarge(stream.available());
                }
            } catch (IOException e) {
                throw new UncheckedIOException("a message in memory can't be read", e);
            }
            return plain.parse(stream);
        }
    }

    private final class LimitedHandler<Q, P> implements ServerCallHandler<Q, P> {
        private final ServerCallHandler<Q, P> plain;

        LimitedHandler(ServerCallHandler<Q, P> plain) {
            this.plain = plain;
        }

        @Override
        public ServerCall.Listener<Q> startCall(ServerCall<Q, P> call, Metadata metadata) {
            return new ForwardingServerCallListener.SimpleForwardingServerCallListener<>(
                    plain.startCall(call, metadata)) {
                private boolean refused;

                @Override
                public void onMessage(Q message) {
                    if ((Object) message instanceof TooLarge large) {
                        refused = true;
                        call.close(
                                Status.RESOURCE_EXHAUSTED.withDescription("grpc: received message larger than max ("
                                        + large.bytes() + " vs. " + bytesMax + ")"),
                                new Metadata());
                    } else if (!refused) {
                        super.onMessage(message);
                    }
                }

                @Override
                public void onHalfClose() {
                    if (!refused) {
                        super.onHalfClose();
                    }
                }
            };
        }
    }
}
