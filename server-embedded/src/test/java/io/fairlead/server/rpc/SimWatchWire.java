package io.fairlead.server.rpc;

import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.server.node.Node;
import io.fairlead.server.watch.WatchReply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The way of watch responses to a client without a port: cut and encoded as the service does it, and read back. */
public final class SimWatchWire {
    private final WatchFrames frames;

    /** @param fragmentBytesMax below which responses are cut that may be; 0 for never */
    public SimWatchWire(Node node, int fragmentBytesMax) {
        this.frames = new WatchFrames(new Headers(node), fragmentBytesMax == 0 ? Integer.MAX_VALUE : fragmentBytesMax);
    }

    /** What a client is sent, message by message. */
    public List<WatchResponse> responses(WatchReply reply) {
        List<WatchResponse> responses = new ArrayList<>();
        for (WatchFrame frame : frames.of(reply)) {
            try (InputStream bytes = WatchFrame.MARSHALLER.stream(frame)) {
                responses.add(WatchResponse.parseFrom(bytes));
            } catch (IOException e) {
                throw new UncheckedIOException("a message in memory can't be read", e);
            }
        }
        return responses;
    }
}
