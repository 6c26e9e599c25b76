package io.fairlead.client.watch;

import io.fairlead.api.FairleadException;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchOptions;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Calls a consumer with every batch. */
final class PushCourier extends Courier {
    private static final System.Logger LOG = System.getLogger(PushCourier.class.getName());

    private final Consumer<? super WatchBatch> receiver;

    PushCourier(WatchOptions options, Executor executor, Consumer<? super WatchBatch> receiver) {
        super(options, executor);
        this.receiver = receiver;
    }

    @Override
    boolean mayHand() {
        return true;
    }

    @Override
    void hand(WatchBatch batch) {
        receiver.accept(batch);
    }

    @Override
    void finished(@Nullable Throwable why) {
        if (why != null && !(why instanceof FairleadException)) {
            LOG.log(System.Logger.Level.WARNING, "a watch ends because its receiver failed", why);
        }
    }
}
