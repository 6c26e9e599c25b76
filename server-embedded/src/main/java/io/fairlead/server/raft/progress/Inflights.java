package io.fairlead.server.raft.progress;

import io.fairlead.server.check.Invariant;
import java.util.ArrayDeque;

/** The appends on their way to one peer: a window bounded in messages and in bytes. */
public final class Inflights {
    private final int messagesMax;
    private final long bytesMax;

    /** Oldest first. Invariant: last indexes ascend. */
    private final ArrayDeque<Sent> sent = new ArrayDeque<>();

    private long bytes;

    public Inflights(int messagesMax, long bytesMax) {
        Invariant.check(messagesMax > 0, "no message may be in flight");
        this.messagesMax = messagesMax;
        this.bytesMax = bytesMax;
    }

    /** Whether nothing more may be sent. The message that fills the bytes may exceed them, so one always fits. */
    public boolean isFull() {
        return sent.size() >= messagesMax || (!sent.isEmpty() && bytes >= bytesMax);
    }

    public int count() {
        return sent.size();
    }

    public long bytes() {
        return bytes;
    }

    /** A message whose last entry is {@code lastIndex} was sent. */
    public void add(long lastIndex, long messageBytes) {
        Invariant.check(!isFull(), "append sent over a full window");
        Invariant.check(sent.isEmpty() || sent.getLast().lastIndex < lastIndex, "appends in flight out of order");
        sent.addLast(new Sent(lastIndex, messageBytes));
        bytes += messageBytes;
    }

    /** The peer has everything up to {@code index}. */
    public void freeTo(long index) {
        while (!sent.isEmpty() && sent.getFirst().lastIndex <= index) {
            bytes -= sent.removeFirst().bytes;
        }
    }

    public void clear() {
        sent.clear();
        bytes = 0;
    }

    private record Sent(long lastIndex, long bytes) {}
}
