package io.fairlead.server.transport.grpc;

import io.fairlead.server.tls.OriginCheck;
import io.fairlead.server.tls.PortTls;
import io.fairlead.server.tls.TlsHandshake;
import io.grpc.internal.ObjectPool;
import io.grpc.netty.shaded.io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.util.AsciiString;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * How a connection to the peer port begins: with a handshake where the port has certificates, then gRPC.
 *
 * @param handshakeTimeout who has not shaken hands by then is cut off
 */
record PeerNegotiation(Optional<PortTls> tls, OriginCheck origin, Duration handshakeTimeout)
        implements InternalProtocolNegotiator.ServerFactory {
    @Override
    public InternalProtocolNegotiator.ProtocolNegotiator newNegotiator(
            ObjectPool<? extends Executor> offloadExecutorPool) {
        InternalProtocolNegotiator.ProtocolNegotiator plaintext = InternalProtocolNegotiators.serverPlaintext();
        return new InternalProtocolNegotiator.ProtocolNegotiator() {
            @Override
            public AsciiString scheme() {
                return tls.isPresent() ? AsciiString.of("https") : plaintext.scheme();
            }

            @Override
            public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpc) {
                ChannelHandler inClear = plaintext.newHandler(grpc);
                return tls.isPresent() ? new TlsHandshake(tls.get(), origin, handshakeTimeout, inClear) : inClear;
            }

            @Override
            public void close() {
                plaintext.close();
            }
        };
    }
}
