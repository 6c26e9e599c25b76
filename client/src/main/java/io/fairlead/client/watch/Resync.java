package io.fairlead.client.watch;

import io.fairlead.api.ClientClosedException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyValue;
import io.fairlead.api.RefusedException;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.watch.CompactionPolicy;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.client.call.CallFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The policy RESYNC for one watch: learns what the receiver holds when the watch begins, and works out what it has missed when
 * history is gone. On the mux's lane alone; reads run elsewhere and come back to it.
 */
final class Resync {
    /** In an empty store. */
    private static final long FIRST_REVISION = 1;

    private final WatchMux mux;
    private final Watcher watcher;
    private int failures;

    Resync(WatchMux mux, Watcher watcher) {
        this.mux = mux;
        this.watcher = watcher;
    }

    static boolean isWantedBy(Watcher watcher) {
        return watcher.options().onCompacted() == CompactionPolicy.RESYNC;
    }

    /**
     * Reads what the receiver of a watch that begins is taken to hold: the range in front of the first revision. Before that is
     * known nobody is told that the watch is there.
     */
    void learn() {
        KnownKeys known = new KnownKeys(watcher.options().prevKv());
        watcher.know(known);
        long base = watcher.position().next() - 1;
        if (base <= FIRST_REVISION) {
            known.learntAll();
            watcher.taken();
        } else {
            learn(known, base);
        }
    }

    private void learn(KnownKeys known, long base) {
        CompletionStage<Long> ignored = mux.reader()
                .read(watcher.range(), base, !watcher.options().prevKv(), page -> mux.onLane(() -> known.learn(page)))
                .whenComplete((revision, thrown) -> mux.onLane(() -> {
                    if (watcher.state() == Watcher.State.ENDED) {
                        return;
                    }
                    if (thrown == null) {
                        known.learntAll();
                        watcher.taken();
                    } else if (isPassing(CallFuture.unwrap(thrown))) {
                        mux.after(mux.backoff().nanos(++failures), () -> learn(known, base));
                    } else {
                        // Gone already: should more go, the receiver gets the whole range.
                        watcher.taken();
                    }
                }));
    }

    /** Reads the range as it is and delivers the difference; the watch goes on behind it. */
    void start() {
        watcher.resyncing();
        read();
    }

    private void read() {
        if (watcher.state() != Watcher.State.RESYNCING) {
            return;
        }
        List<KeyValue> snapshot = new ArrayList<>();
        CompletionStage<Long> ignored = mux.reader()
                .read(watcher.range(), 0, false, snapshot::addAll)
                .whenComplete((revision, thrown) -> mux.onLane(() -> {
                    if (watcher.state() != Watcher.State.RESYNCING) {
                        return;
                    }
                    if (thrown == null) {
                        deliver(snapshot, revision);
                    } else {
                        again(CallFuture.unwrap(thrown));
                    }
                }));
    }

    private void again(Throwable failure) {
        boolean compactedMeanwhile =
                failure instanceof RefusedException refused && refused.condition() == EtcdError.COMPACTED;
        if (compactedMeanwhile || isPassing(failure)) {
            mux.after(mux.backoff().nanos(++failures), this::read);
        } else {
            mux.fail(watcher, Inbox.asFailure(failure));
        }
    }

    private void deliver(List<KeyValue> snapshot, long revision) {
        KnownKeys known = watcher.known();
        WatchLine line = watcher.line();
        if (known == null || line == null) {
            throw new IllegalStateException("a watch that was never live has nothing to compare with");
        }
        WatchBatch batch = known.changesTo(snapshot, revision);
        known.replace(snapshot);
        watcher.position().skipTo(revision + 1);
        watcher.inbox().put(WatchMessages.wanted(batch, watcher.options()));
        line.createAgain(watcher);
    }

    private static boolean isPassing(@Nullable Throwable failure) {
        return failure instanceof FairleadException
                && !(failure instanceof RefusedException)
                && !(failure instanceof ClientClosedException);
    }
}
