package io.fairlead.testing.sim;

import io.fairlead.server.sim.ClientSide;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * One connection between a client and a member. Each way keeps its order; what is under way when it breaks is lost, and the two
 * sides notice at times of their own.
 */
final class Link {
    private static final long MILLI = 1_000_000;

    private final Internet internet;
    private final ClientSide side;
    private final MemberDoor door;
    private final Runnable onEnd;

    /** Calls that the member has begun with, in that order. */
    private final List<MemberCall<?, ?>> calls = new ArrayList<>();

    private final Way there = new Way();
    private final Way back = new Way();
    private long heldUntilNanos;
    private boolean broken;

    /** @param onEnd tells the client, once, that the connection is gone */
    Link(Internet internet, MemberDoor door, Runnable onEnd) {
        this.internet = internet;
        this.side = internet.side();
        this.door = door;
        this.onEnd = onEnd;
        internet.joined(this);
        watch();
    }

    MemberDoor door() {
        return door;
    }

    /** Does something at the member, when it gets there. */
    void there(Runnable action) {
        there.send(() -> door.run(action));
    }

    /** Does something at the client, when it gets there. */
    void back(Runnable action) {
        back.send(action);
    }

    /** One direction: first in, first out, whatever the time each takes. */
    private final class Way {
        private final Queue<Runnable> under = new ArrayDeque<>();

        void send(Runnable action) {
            if (!broken) {
                under.add(action);
                side.in(internet.transitNanos(), this::arrive);
            }
        }

        private void arrive() {
            if (broken) {
                return;
            }
            if (side.nowNanos() < heldUntilNanos) {
                side.at(heldUntilNanos, this::arrive);
                return;
            }
            Runnable next = under.poll();
            if (next != null) {
                next.run();
            }
        }
    }

    /** Nothing arrives for so long, and then everything. */
    void hold(long nanos) {
        heldUntilNanos = Math.max(heldUntilNanos, side.nowNanos() + nanos);
    }

    void begun(MemberCall<?, ?> call) {
        calls.add(call);
    }

    void over(MemberCall<?, ?> call) {
        calls.remove(call);
    }

    /** Whether nothing gets through any more. */
    boolean isBroken() {
        return broken;
    }

    /** Breaks now for the client, and for the member up to so much later. */
    void breakOff(long memberLaterNanosMax) {
        if (broken) {
            return;
        }
        broken = true;
        internet.left(this);
        onEnd.run();
        List<MemberCall<?, ?>> left = List.copyOf(calls);
        if (!left.isEmpty()) {
            long later = MILLI + side.random().nextLong(memberLaterNanosMax + MILLI);
            side.in(later, () -> door.run(() -> left.forEach(MemberCall::clientLeft)));
        }
    }

    /** The troubles are over: a connection that stands still is a new one soon. */
    void goOn() {
        if (side.nowNanos() < heldUntilNanos) {
            breakOff(0);
        }
    }

    /** Looks now and then whether the member is still there. */
    private void watch() {
        side.in(MILLI * (50 + side.random().nextInt(100)), () -> {
            if (broken) {
                return;
            }
            if (door.isOver()) {
                side.in(internet.noticeNanos(), () -> breakOff(0));
            } else {
                watch();
            }
        });
    }
}
