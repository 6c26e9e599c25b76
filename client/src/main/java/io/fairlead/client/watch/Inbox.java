package io.fairlead.client.watch;

import io.fairlead.api.ClientClosedException;
import io.fairlead.api.DeadlineExceededException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.InterruptedCallException;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchListener;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What was received for one watch and waits for its receiver. The mux's lane puts in, the receiver takes out; the end of the
 * watch comes last, unless it is a close, which drops what waits.
 *
 * <p>There may be hundreds of thousands of these, so an idle one is small: it has no queue.
 */
abstract class Inbox {
    /** What waits, in order. */
    sealed interface Item {}

    /** Changes, or progress that the receiver wants to hear of. */
    record Delivery(WatchBatch batch) implements Item {}

    /** Nothing happened up to this revision. */
    record Mark(long revision) implements Item {}

    /** The stream is gone. */
    record Disconnected(String reason) implements Item {}

    /** Something else for the listener. */
    record Notice(Consumer<WatchListener> call) implements Item {}

    /** What an inbox tells the watch that fills it. Called without locks, from any thread. */
    interface Source {
        /** There was no room, and now there is. */
        void roomAgain();

        /** The receiver wants no more. */
        void abandoned();

        /** Somebody waits for the receiver to have seen this revision; 0 if nobody does any more. */
        void wanted(long revision);
    }

    private record Waiter(long revision, CompletableFuture<Void> seen) {}

    private final int capacity;
    private final boolean progress;
    private final WatchListener listener;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    /** Set once, before anything is put in. */
    private @Nullable Source source;

    /** Null while nothing waits. Guarded by this, as is all below. */
    private @Nullable Deque<Item> waiting;

    private @Nullable List<Waiter> waiters;

    /** Events in {@link #waiting}. Invariant: not above the capacity, unless a single batch is. */
    private int events;

    /** Something was refused for lack of room since {@link Source#roomAgain} was last called. */
    private boolean wantsRoom;

    /** The receiver has returned from everything up to here. */
    private long seen;

    private boolean ended;
    private @Nullable Throwable cause;

    Inbox(int capacity, boolean progress, WatchListener listener) {
        this.capacity = capacity;
        this.progress = progress;
        this.listener = listener;
    }

    /** Something was put in, or the end came. Called without locks; must not block. */
    abstract void wake();

    final void attach(Source to) {
        source = to;
    }

    final CompletableFuture<Void> done() {
        return done;
    }

    // Put in by the lane of the mux.

    /** Everything up to this revision does not concern the watch. */
    final synchronized void startBehind(long revision) {
        seen = Math.max(seen, revision);
    }

    /** False if there is no room: then {@link Source#roomAgain} follows. */
    final boolean offer(WatchBatch batch) {
        synchronized (this) {
            int size = batch.events().size();
            if (events > 0 && events + size > capacity) {
                wantsRoom = true;
                return false;
            }
            if (ended) {
                return true;
            }
            events += size;
            queue().add(new Delivery(batch));
        }
        wake();
        return true;
    }

    /** As {@link #offer}, room or not: for what can't be asked for again. */
    final void put(WatchBatch batch) {
        synchronized (this) {
            if (ended) {
                return;
            }
            events += batch.events().size();
            queue().add(new Delivery(batch));
        }
        wake();
    }

    /** Nothing happened up to this revision. */
    final void mark(long revision) {
        synchronized (this) {
            if (ended) {
                return;
            }
            Deque<Item> queue = queue();
            Item last = queue.peekLast();
            if (last instanceof Mark
                    || (last instanceof Delivery delivery && delivery.batch().kind() == WatchBatch.Kind.PROGRESS)) {
                queue.removeLast();
            }
            queue.add(
                    progress
                            ? new Delivery(new WatchBatch(WatchBatch.Kind.PROGRESS, revision, List.of()))
                            : new Mark(revision));
        }
        wake();
    }

    /** The stream is gone. Two interruptions with nothing between them are told as one. */
    final void disconnected(String reason) {
        if (listener == WatchListener.NONE) {
            return;
        }
        synchronized (this) {
            Deque<Item> queue = queue();
            Item last = queue.peekLast();
            if (last instanceof Notice) {
                queue.removeLast();
                if (queue.peekLast() instanceof Disconnected) {
                    return;
                }
                queue.add(last);
            }
            add(new Disconnected(reason));
        }
        wake();
    }

    final void notice(Consumer<WatchListener> call) {
        if (listener == WatchListener.NONE) {
            return;
        }
        synchronized (this) {
            add(new Notice(call));
        }
        wake();
    }

    private void add(Item item) {
        if (!ended) {
            queue().add(item);
        }
    }

    private Deque<Item> queue() {
        Deque<Item> queue = waiting;
        if (queue == null) {
            queue = new ArrayDeque<>(4);
            waiting = queue;
        }
        return queue;
    }

    // The end, from any thread; the first one counts.

    /** The watch ended so; what waits is delivered first. */
    final void end(Throwable why) {
        finish(why, false);
    }

    /** The watch is closed; what waits is dropped. */
    final void close(@Nullable Throwable why) {
        finish(why, true);
    }

    private void finish(@Nullable Throwable why, boolean drop) {
        synchronized (this) {
            if (drop) {
                waiting = null;
                events = 0;
            }
            if (ended) {
                return;
            }
            ended = true;
            cause = why;
        }
        if (drop) {
            failWaiters();
        }
        wake();
    }

    /** The receiver wants no more. */
    final void abandon(@Nullable Throwable why) {
        close(why);
        Source from = source;
        if (from != null) {
            from.abandoned();
        }
    }

    final synchronized boolean hasEnded() {
        return ended;
    }

    /** Why the watch ended; empty for a close, and before the end. */
    final synchronized @Nullable Throwable cause() {
        return cause;
    }

    /** Nothing waits, for now. */
    final synchronized boolean isIdle() {
        return waiting == null && !ended;
    }

    /** Nothing waits and nothing will come. */
    final synchronized boolean isOver() {
        return ended && waiting == null;
    }

    /** To be called by the receiver when it has seen the end. */
    final void conclude() {
        failWaiters();
        Throwable why = cause();
        if (why == null) {
            done.complete(null);
        } else {
            done.completeExceptionally(why);
        }
    }

    private void failWaiters() {
        List<Waiter> left;
        Throwable why;
        synchronized (this) {
            left = waiters;
            waiters = null;
            why = cause;
        }
        if (left != null) {
            left.forEach(waiter -> waiter.seen().completeExceptionally(asFailure(why)));
        }
    }

    /** What to throw at who still waits for something of a watch that ended so. */
    static RuntimeException asFailure(@Nullable Throwable why) {
        if (why instanceof FairleadException known) {
            return known;
        }
        return why == null
                ? new ClientClosedException(Outcome.NOT_APPLIED, List.of())
                : new IllegalStateException("the receiver of the watch failed", why);
    }

    // Taken out by the receiver.

    /**
     * The next item, or null if there is none or it is a batch and none is wanted. What was taken must be given to {@link
     * #handled} before the next one is.
     */
    final @Nullable Item poll(boolean batches) {
        boolean room = false;
        Item item;
        synchronized (this) {
            if (waiting == null || (!batches && waiting.peek() instanceof Delivery)) {
                return null;
            }
            item = waiting.poll();
            if (waiting.isEmpty()) {
                waiting = null;
            }
            if (item instanceof Delivery delivery) {
                events -= delivery.batch().events().size();
                room = wantsRoom && events <= capacity / 2;
                if (room) {
                    wantsRoom = false;
                }
            }
        }
        Source from = source;
        if (room && from != null) {
            from.roomAgain();
        }
        return item;
    }

    /** Tells the listener, if the item is for it. */
    final void tell(Item item) {
        if (item instanceof Disconnected disconnected) {
            listener.onDisconnected(disconnected.reason());
        } else if (item instanceof Notice notice) {
            notice.call().accept(listener);
        }
    }

    /** The receiver is done with it. */
    final void handled(Item item) {
        if (item instanceof Delivery delivery) {
            seen(delivery.batch().revision());
        } else if (item instanceof Mark mark) {
            seen(mark.revision());
        }
    }

    private void seen(long revision) {
        List<Waiter> satisfied = new ArrayList<>(0);
        synchronized (this) {
            seen = Math.max(seen, revision);
            if (waiters != null) {
                for (Waiter waiter : waiters) {
                    if (waiter.revision() <= seen) {
                        satisfied.add(waiter);
                    }
                }
                waiters.removeAll(satisfied);
            }
        }
        satisfied.forEach(waiter -> waiter.seen().complete(null));
    }

    /** The receiver has returned from everything up to this revision. */
    final synchronized long seenRevision() {
        return seen;
    }

    /**
     * Completes when the receiver has returned from everything up to {@code revision}; once it is done, nobody waits any more.
     */
    final CompletableFuture<Void> whenSeen(long revision) {
        Waiter waiter = new Waiter(revision, new CompletableFuture<>());
        synchronized (this) {
            if (seen >= revision) {
                return CompletableFuture.completedFuture(null);
            }
            if (ended && waiting == null) {
                return CompletableFuture.failedFuture(asFailure(cause));
            }
            if (waiters == null) {
                waiters = new ArrayList<>(1);
            }
            waiters.add(waiter);
        }
        var unused = waiter.seen().whenComplete((nothing, thrown) -> forget(waiter));
        tellWanted();
        return waiter.seen();
    }

    /** Waits until the receiver has returned from everything up to {@code revision}. */
    final void awaitSeen(long revision, Duration timeout) {
        CompletableFuture<Void> reached = whenSeen(revision);
        try {
            reached.get(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedCallException(Outcome.NOT_APPLIED, List.of(), e);
        } catch (TimeoutException e) {
            throw new DeadlineExceededException(Outcome.NOT_APPLIED, List.of(), e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : asFailure(e.getCause());
        } finally {
            reached.cancel(false);
        }
    }

    private void forget(Waiter waiter) {
        boolean left;
        synchronized (this) {
            left = waiters != null && waiters.remove(waiter);
        }
        if (left) {
            tellWanted();
        }
    }

    private void tellWanted() {
        long highest = 0;
        synchronized (this) {
            if (waiters != null) {
                for (Waiter waiter : waiters) {
                    highest = Math.max(highest, waiter.revision());
                }
            }
        }
        Source to = source;
        if (to != null) {
            to.wanted(highest);
        }
    }

    /** Who fills this inbox. */
    final @Nullable Source source() {
        return source;
    }
}
