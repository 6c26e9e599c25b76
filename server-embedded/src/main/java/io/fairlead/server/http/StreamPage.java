package io.fairlead.server.http;

import io.fairlead.api.Bytes;

/** Something that answers HTTP/1.1 requests part by part, while their body may still be coming in. */
public interface StreamPage {
    /** True if this page takes the request with this head; stream pages are asked before plain ones. */
    boolean serves(PageRequest head);

    /**
     * Begins a conversation. Called on the connection's event loop, as everything in it is.
     *
     * @param head the request without its body
     * @param reply the other direction; nothing of the body comes before the page asks for it there
     */
    Listener open(PageRequest head, StreamReply reply);

    /** What the port tells the page. On the connection's event loop. */
    interface Listener {
        /** A part of the body; the page has to ask for the next one. */
        void onBody(Bytes part);

        void onBodyEnd();

        /** More may be written after there was no room. */
        void onReady();

        /** The client went away before the reply ended; nothing else is told after this. */
        void onGone();
    }
}
