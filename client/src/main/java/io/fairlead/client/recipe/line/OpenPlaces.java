package io.fairlead.client.recipe.line;

import io.fairlead.api.Bytes;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The places of one client that are not gone for good.
 *
 * <p>It gives each place of a session in a line a key of its own: the first is named as etcd names it, by the lease alone,
 * those beside it get a number behind that. A number is free again when its place is gone for good. Safe to share between
 * threads.
 */
public final class OpenPlaces implements AutoCloseable {
    /** The numbers in use, by the plain key; guarded by this. */
    private final Map<Bytes, BitSet> taken = new HashMap<>();

    /** Guarded by this. */
    private final Set<Contender> open = new HashSet<>();

    /** Guarded by this. */
    private boolean closed;

    /** The key of one place. */
    record Numbered(Bytes plain, int ordinal) {
        Bytes key() {
            return ordinal == 0 ? plain : plain.concat(Bytes.utf8("." + ordinal));
        }
    }

    synchronized Numbered take(Bytes prefix, long lease) {
        Bytes plain = prefix.concat(Bytes.utf8(Long.toHexString(lease)));
        BitSet numbers = taken.computeIfAbsent(plain, key -> new BitSet());
        Numbered numbered = new Numbered(plain, numbers.nextClearBit(0));
        numbers.set(numbered.ordinal());
        return numbered;
    }

    /** False if the client is closed. */
    synchronized boolean add(Contender contender) {
        return !closed && open.add(contender);
    }

    synchronized void remove(Contender contender, Numbered numbered) {
        open.remove(contender);
        BitSet numbers = taken.get(numbered.plain());
        if (numbers != null) {
            numbers.clear(numbered.ordinal());
            if (numbers.isEmpty()) {
                taken.remove(numbered.plain());
            }
        }
    }

    /** The client closes: whoever waits is told, since nothing will answer any more. */
    @Override
    public void close() {
        List<Contender> abandoned;
        synchronized (this) {
            closed = true;
            abandoned = List.copyOf(open);
            open.clear();
        }
        abandoned.forEach(Contender::abandon);
    }
}
