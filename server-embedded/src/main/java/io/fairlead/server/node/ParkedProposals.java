package io.fairlead.server.node;

import java.util.ArrayDeque;
import java.util.function.Predicate;

/**
 * Proposals that could not be offered yet: no leader is known, leadership is being handed over, or a conf change is under
 * way. They wait here, in order, for the reason to pass; their callers' timeouts go on running. Owned by the raft loop.
 */
final class ParkedProposals {
    private final int capacity;
    private final ArrayDeque<RaftInput> parked = new ArrayDeque<>();

    ParkedProposals(int capacity) {
        this.capacity = capacity;
    }

    /** False if there is no room: the caller gets "too many requests". */
    boolean park(RaftInput proposal) {
        if (parked.size() >= capacity) {
            return false;
        }
        parked.addLast(proposal);
        return true;
    }

    int size() {
        return parked.size();
    }

    boolean isEmpty() {
        return parked.isEmpty();
    }

    /**
     * Offers again, oldest first, until one is not taken.
     *
     * @param offer returns false if the reason has not passed; the proposal then stays at the head
     */
    void retry(Predicate<RaftInput> offer) {
        while (!parked.isEmpty() && offer.test(parked.peekFirst())) {
            parked.removeFirst();
        }
    }
}
