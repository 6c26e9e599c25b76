package io.fairlead.server.rpc.gateway;

import io.fairlead.server.http.PageRequest;
import io.fairlead.server.http.StreamPage;
import io.fairlead.server.http.StreamReply;
import io.grpc.Channel;
import io.grpc.MethodDescriptor.MethodType;

/** The methods whose responses, or whose requests too, are streams: watch, keep-alive, snapshot, observe. */
public final class StreamGateway implements StreamPage {
    private final Channel channel;
    private final int messageBytesMax;

    /**
     * @param channel to the services, inside the JVM
     * @param messageBytesMax the longest JSON of one message that is read
     */
    public StreamGateway(Channel channel, int messageBytesMax) {
        this.channel = channel;
        this.messageBytesMax = messageBytesMax;
    }

    @Override
    public boolean serves(PageRequest head) {
        return head.method().equals("POST")
                && Routes.find(head.path())
                        .filter(method -> method.getType() != MethodType.UNARY)
                        .isPresent();
    }

    @Override
    public Listener open(PageRequest head, StreamReply reply) {
        GatewayStream stream = new GatewayStream(
                channel, Routes.find(head.path()).orElseThrow(), CallHeaders.of(head), messageBytesMax, reply);
        stream.begin();
        return stream;
    }
}
