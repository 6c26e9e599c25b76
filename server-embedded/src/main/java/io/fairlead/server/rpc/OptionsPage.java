package io.fairlead.server.rpc;

import io.fairlead.server.http.HttpPage;
import io.fairlead.server.http.PageAnswer;
import io.fairlead.server.http.PageRequest;
import java.util.concurrent.CompletableFuture;

/** Answers {@code OPTIONS}, by which a browser asks before it sends: all there is to say stands in the headers. */
final class OptionsPage implements HttpPage {
    @Override
    public boolean serves(String path) {
        return true;
    }

    @Override
    public CompletableFuture<PageAnswer> answer(PageRequest request) {
        return CompletableFuture.completedFuture(PageAnswer.empty(200));
    }
}
