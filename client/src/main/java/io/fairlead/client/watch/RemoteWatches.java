package io.fairlead.client.watch;

import io.fairlead.api.KeyRange;
import io.fairlead.api.watch.AsyncWatches;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchHandle;
import io.fairlead.api.watch.WatchIterator;
import io.fairlead.api.watch.WatchOptions;
import io.fairlead.api.watch.Watches;
import io.fairlead.client.call.Blocking;
import io.fairlead.client.call.Caller;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/** The watches of a client, waiting until a member has taken each up. */
public final class RemoteWatches implements Watches {
    private final Caller caller;
    private final RemoteAsyncWatches async;

    /** @param caller whose deadline holds for the beginning of watches */
    public RemoteWatches(Caller caller, WatchMux mux) {
        this.caller = caller;
        this.async = new RemoteAsyncWatches(caller, mux);
    }

    @Override
    public WatchHandle watch(KeyRange range, WatchOptions options, Consumer<? super WatchBatch> receiver) {
        return Blocking.await(async.watch(range, options, receiver));
    }

    @Override
    public WatchIterator iterate(KeyRange range, WatchOptions options) {
        return Blocking.await(async.iterate(range, options));
    }

    @Override
    public Flow.Publisher<WatchBatch> publisher(KeyRange range, WatchOptions options) {
        return new WatchPublisher(async, caller.executor(), range, options);
    }

    @Override
    public AsyncWatches async() {
        return async;
    }
}
