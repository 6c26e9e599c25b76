package io.fairlead.server.watch;

import io.fairlead.server.exec.Mailbox;
import io.fairlead.server.exec.Waker;
import io.fairlead.server.mvcc.KeyState;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * How the apply loop tells the watch loop what it published, without ever waiting for it: where too much waits already, a batch
 * is left out, and the watch loop reads it from history when it gets there.
 */
public final class EventFeed {
    private static final int BATCHES_MAX = 4096;
    private static final int BYTES_MAX = 16 * 1024 * 1024;

    private final Mailbox<EventBatch> batches = new Mailbox<>(BATCHES_MAX);
    private final AtomicInteger bytes = new AtomicInteger();
    private final AtomicInteger changesWaiting = new AtomicInteger();
    private final int bytesMax;
    private volatile Waker waker = () -> {};

    /** Something is to be read from history. Set by the apply loop, taken by the watch loop. */
    private volatile boolean leftOut;

    /** Who may watch what is to be looked at anew. Set by the apply loop, taken by the watch loop. */
    private volatile boolean permissionsChanged;

    EventFeed() {
        this(BYTES_MAX);
    }

    EventFeed(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** These changes, one or more whole revisions in order, can be read by anyone now. Apply loop. */
    public void published(List<KeyState> changes) {
        if (changes.isEmpty()) {
            return;
        }
        EventBatch batch = EventBatch.of(changes);
        if (bytes.get() > bytesMax || !offer(batch)) {
            leftOut = true;
            waker.wake();
        }
    }

    private boolean offer(EventBatch batch) {
        bytes.addAndGet(batch.size());
        changesWaiting.addAndGet(batch.changes().size());
        if (batches.offer(batch)) {
            return true;
        }
        taken(batch);
        return false;
    }

    private void taken(EventBatch batch) {
        bytes.addAndGet(-batch.size());
        changesWaiting.addAndGet(-batch.changes().size());
    }

    /** The whole state was replaced by a newer one, and can be read. Apply loop. */
    public void replaced() {
        leftOut = true;
        waker.wake();
    }

    /** A compaction was published: whoever has fallen behind it is to hear so. Apply loop. */
    public void compacted() {
        waker.wake();
    }

    /** How many changes the watch loop has not looked at. Any thread. */
    public int changesWaiting() {
        return changesWaiting.get();
    }

    /** What callers may do has been published anew; no change of a key that comes after it has been. Apply loop. */
    void permissionsChanged() {
        permissionsChanged = true;
        waker.wake();
    }

    void bind(Waker newWaker) {
        waker = newWaker;
        batches.bind(newWaker);
    }

    /** Whether something was left out since this was asked last. Ask before looking at the newest revision. */
    boolean takeLeftOut() {
        boolean was = leftOut;
        if (was) {
            leftOut = false;
        }
        return was;
    }

    /** Whether permissions changed since this was asked last. Ask after looking at the keys, before telling of them. */
    boolean takePermissionsChanged() {
        boolean was = permissionsChanged;
        if (was) {
            permissionsChanged = false;
        }
        return was;
    }

    int drain(Consumer<EventBatch> consumer, int limit) {
        return batches.drain(
                batch -> {
                    taken(batch);
                    consumer.accept(batch);
                },
                limit);
    }
}
