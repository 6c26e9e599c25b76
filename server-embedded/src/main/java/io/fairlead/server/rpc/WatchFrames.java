package io.fairlead.server.rpc;

import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.server.watch.WatchReply;
import java.util.List;

/** What the watch loop says, as it goes over the wire. Safe from any thread. */
final class WatchFrames {
    private final Headers headers;
    private final int fragmentBytesMax;

    /** @param fragmentBytesMax responses that may come in pieces are cut below this size */
    WatchFrames(Headers headers, int fragmentBytesMax) {
        this.headers = headers;
        this.fragmentBytesMax = fragmentBytesMax;
    }

    /** The response to a reply, in pieces where its watcher takes them and it is large. */
    List<WatchFrame> of(WatchReply reply) {
        WatchResponse head = head(reply);
        return reply.fragments()
                ? WatchFrame.split(head, reply.events(), fragmentBytesMax)
                : List.of(WatchFrame.of(head, reply.events()));
    }

    private WatchResponse head(WatchReply reply) {
        WatchResponse.Builder head = WatchResponse.newBuilder()
                .setHeader(headers.at(reply.revision()))
                .setWatchId(reply.watchId());
        switch (reply.kind()) {
            case CREATED -> head.setCreated(true);
            case REFUSED -> head.setCreated(true).setCanceled(true);
            case CANCELED -> head.setCanceled(true);
            case EVENTS, PROGRESS -> {}
        }
        return head.setCompactRevision(reply.compactRevision())
                .setCancelReason(reply.cancelReason())
                .build();
    }
}
