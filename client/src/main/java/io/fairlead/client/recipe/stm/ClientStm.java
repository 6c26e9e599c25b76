package io.fairlead.client.recipe.stm;

import io.fairlead.api.concurrency.StmBody;
import io.fairlead.api.concurrency.StmOptions;
import io.fairlead.api.kv.Kv;
import io.fairlead.client.recipe.basis.Contention;
import io.fairlead.client.recipe.basis.Pacing;

/** Runs bodies until what they did could be committed. */
public final class ClientStm {
    private final Kv kv;
    private final Pacing pacing;

    public ClientStm(Kv kv, Pacing pacing) {
        this.kv = kv;
        this.pacing = pacing;
    }

    /** As {@link io.fairlead.api.concurrency.Recipes#transact(StmBody, StmOptions)}. */
    public <T, E extends Exception> T transact(StmBody<T, E> body, StmOptions options) throws E {
        Contention contention = new Contention("what a transaction read", options.tries(), pacing);
        StmRun run = new StmRun(kv, options.isolation(), StmPrefetch.NONE);
        while (true) {
            StmRun.Ended<T> ended = run.run(body);
            if (ended.committed()) {
                return ended.value();
            }
            contention.lost();
            run = new StmRun(kv, options.isolation(), ended.prefetch());
        }
    }
}
