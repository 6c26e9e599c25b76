package io.fairlead.server.http;

import java.util.concurrent.CompletableFuture;

/** Something that answers HTTP/1.1 requests on the client port. */
public interface HttpPage {
    /** True if this page answers {@code path}; the first of the port's pages that says so gets the request. */
    boolean serves(String path);

    /**
     * Answers. Called on an event loop and never blocks; may complete on any thread. The port cancels the future when the
     * client goes away.
     */
    CompletableFuture<PageAnswer> answer(PageRequest request);

    /** The longest body this page reads, in bytes; who sends more is refused with 413. */
    default int bodyBytesMax() {
        return 64 * 1024;
    }
}
