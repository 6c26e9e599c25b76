package io.fairlead.server.transport.grpc;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;
import java.util.function.LongPredicate;

/** What is counted for each peer; bounded, as peers and guests are. Any thread. */
public final class PeerMeters {
    /** Strangers may come under any name; a cluster is smaller than this. */
    private static final int PEERS_MAX = 64;

    private final PeerMeter strangers = new PeerMeter();
    private final long self;
    private final LongPredicate connected;
    private final Map<Long, PeerMeter> meters = new ConcurrentSkipListMap<>();

    /** @param connected whether there is a connection to the peer */
    PeerMeters(long self, LongPredicate connected) {
        this.self = self;
        this.connected = connected;
    }

    PeerMeter of(long peerId) {
        PeerMeter known = meters.get(peerId);
        if (known != null) {
            return known;
        }
        return meters.size() < PEERS_MAX ? meters.computeIfAbsent(peerId, id -> new PeerMeter()) : strangers;
    }

    /** The peer is none any more. */
    void forget(long peerId) {
        meters.remove(peerId);
    }

    /** Whose peers they are. */
    public long self() {
        return self;
    }

    public boolean isConnected(long peerId) {
        return connected.test(peerId);
    }

    /** Shows each peer's, in the order of their ids. */
    public void visit(BiConsumer<Long, PeerMeter> visitor) {
        meters.forEach(visitor);
    }
}
