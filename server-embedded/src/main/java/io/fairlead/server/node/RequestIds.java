package io.fairlead.server.node;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids of requests, unique over all members and restarts: two bytes of the member id, five bytes of the time of start in
 * milliseconds, and a counter that begins in the last byte and may grow into the time, which moves on faster than it.
 *
 * <p>Ascending within one member, so the oldest waiting request is the one with the lowest id. Any thread. Source: etcd's
 * request ids.
 */
final class RequestIds {
    private final long memberPart;
    private final AtomicLong next;

    RequestIds(long memberId, long wallMillis) {
        this.memberPart = memberId << 48;
        this.next = new AtomicLong((wallMillis & 0xFF_FFFF_FFFFL) << 8);
    }

    long next() {
        return memberPart | (next.incrementAndGet() & 0xFFFF_FFFF_FFFFL);
    }
}
