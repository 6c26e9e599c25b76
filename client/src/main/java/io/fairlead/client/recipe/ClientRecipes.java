package io.fairlead.client.recipe;

import io.fairlead.api.concurrency.Recipes;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.lease.Leases;
import io.fairlead.client.recipe.session.Sessions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The recipes over the contracts of one client. */
public final class ClientRecipes implements Recipes {
    private final Leases leases;
    private final Sessions sessions;

    /** @param sessions those of the client, whose views share them */
    public ClientRecipes(Leases leases, Sessions sessions) {
        this.leases = leases;
        this.sessions = sessions;
    }

    @Override
    public Session openSession(Duration ttl) {
        return sessions.open(leases, ttl);
    }

    @Override
    public CompletableFuture<Session> openSessionAsync(Duration ttl) {
        return sessions.openAsync(leases, ttl);
    }
}
