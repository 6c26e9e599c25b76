package io.fairlead.server.transport.grpc;

import io.fairlead.server.transport.InboundSink;
import io.fairlead.server.transport.PeerAnswers;

/**
 * Where calls from peers end.
 *
 * @param guests hears who speaks and where it can be answered
 * @param meters of the peers that were let in
 */
record PeerInbox(PeerIdentity self, InboundSink sink, PeerAnswers answers, Guests guests, PeerMeters meters) {
    /** Hears of each accepted stream of messages. Any transport thread. */
    interface Guests {
        void greeted(Handshake sender);
    }
}
