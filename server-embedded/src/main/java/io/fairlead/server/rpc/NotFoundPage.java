package io.fairlead.server.rpc;

import io.fairlead.server.http.HttpPage;
import io.fairlead.server.http.PageAnswer;
import io.fairlead.server.http.PageRequest;
import java.util.concurrent.CompletableFuture;

/** Answers what no page answers. */
final class NotFoundPage implements HttpPage {
    static final NotFoundPage INSTANCE = new NotFoundPage();

    private NotFoundPage() {}

    @Override
    public boolean serves(String path) {
        return true;
    }

    @Override
    public CompletableFuture<PageAnswer> answer(PageRequest request) {
        return CompletableFuture.completedFuture(PageAnswer.notFound());
    }
}
