package io.fairlead.server.exec;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A bounded queue with many writers and one reader, which wakes the loop that reads it.
 *
 * <p>Full means an answer: {@link #offer} returns false and the writer says "busy" to its own caller. A few kinds of
 * message must never be refused, such as the acknowledgement of a disk write whose number is bounded by the sender's own
 * window; {@link #post} is for those and says so by its name.
 */
public final class Mailbox<T> {
    private final ConcurrentLinkedQueue<T> queue = new ConcurrentLinkedQueue<>();

    /** Messages in the queue. Written by both sides; may run ahead of the queue, never behind it. */
    private final AtomicInteger size = new AtomicInteger();

    private final int capacity;
    private volatile Waker waker = () -> {};

    public Mailbox(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity " + capacity);
        }
        this.capacity = capacity;
    }

    /** Called from {@link Loop#attach}: who is woken by a message. */
    public void bind(Waker newWaker) {
        waker = newWaker;
        if (size.get() > 0) {
            newWaker.wake();
        }
    }

    /** Adds a message unless the mailbox is full. Any thread. */
    public boolean offer(T message) {
        if (size.getAndIncrement() >= capacity) {
            size.decrementAndGet();
            return false;
        }
        queue.add(message);
        waker.wake();
        return true;
    }

    /** Adds a message whatever the capacity; for messages whose number the protocol bounds. Any thread. */
    public void post(T message) {
        size.getAndIncrement();
        queue.add(message);
        waker.wake();
    }

    /** Hands up to {@code limit} messages to {@code consumer}, oldest first. Only the reading loop calls this. */
    public int drain(Consumer<? super T> consumer, int limit) {
        int count = 0;
        while (count < limit) {
            T message = queue.poll();
            if (message == null) {
                break;
            }
            size.decrementAndGet();
            count++;
            consumer.accept(message);
        }
        return count;
    }

    /** About how many messages wait; exact when nobody writes. */
    public int size() {
        return size.get();
    }

    public boolean isEmpty() {
        return queue.isEmpty();
    }
}
