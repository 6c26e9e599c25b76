package io.fairlead.api.concurrency;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.lease.KeptLease;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A range of keys held in this process's memory and kept level with the store, for reads that cost no call. Every read is of
 * one revision; how old that may be is known, and a read that asks for more than can be proved fails.
 *
 * <p>The bound is proved, not guessed: a linearizable read that was sent at some moment tells a revision, and once the mirror
 * has every change up to that revision it was level with the store at that moment. While the store can't be reached the bound
 * grows. It is measured on the monotonic clock, which on some systems stands still while the machine sleeps.
 *
 * <p>Broken streams and changes of leader cost nothing but freshness. If the history that is needed was compacted, the range is
 * read anew, and listeners get the difference. Safe to share between threads.
 */
public interface KvMirror extends AutoCloseable {
    /** What is mirrored. */
    KeyRange range();

    /**
     * The newest that is here, however old.
     *
     * @throws io.fairlead.api.FairleadException what ended the mirror, if it has ended
     */
    MirrorView view();

    /**
     * The newest that is here.
     *
     * @throws io.fairlead.api.StaleMirrorException if it can't be proved to be at most so old; nothing is read to prove it
     */
    MirrorView view(Duration staleness);

    /** The key in {@link #view()}. */
    default Optional<KeyValue> get(Bytes key) {
        return view().get(key);
    }

    /** The key in {@link #view(Duration)}. */
    default Optional<KeyValue> get(Bytes key, Duration staleness) {
        return view(staleness).get(key);
    }

    /**
     * A view of this revision or a later one, waiting for it: after a write, one that shows it.
     *
     * @throws io.fairlead.api.DeadlineExceededException if that takes longer than {@code timeout}
     */
    MirrorView awaitView(long revision, Duration timeout);

    /**
     * A view that shows everything that was acknowledged to anybody before this call: asks the store for its revision, and
     * waits for that.
     *
     * @throws io.fairlead.api.DeadlineExceededException if that takes longer than {@code timeout}
     */
    MirrorView freshView(Duration timeout);

    /** The revision of {@link #view()}. */
    long revision();

    /** Everything that was acknowledged to anybody longer ago than this is in {@link #view()}, for sure. */
    Duration staleness();

    /** Tells of every change from now on. Closing what is returned ends that. */
    KeptLease.Subscription onChange(MirrorListener listener);

    /**
     * Completes when the mirror ends: normally after {@link #close()}, else with the {@link io.fairlead.api.FairleadException}
     * that ended it, such as rights that were taken away. What it survives does not show here.
     */
    CompletableFuture<Void> done();

    /** Ends it and gives the memory back. Closing twice does nothing. */
    @Override
    void close();
}
