package io.fairlead.server.sim;

import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.server.rpc.SimWatchWire;
import io.fairlead.server.watch.WatchOutlet;
import io.fairlead.server.watch.WatchReply;
import io.fairlead.server.watch.WatchStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one watch stream: replies wait for their turn, and there is room for a few. What waits is lost with it, also
 * the rest of a reply that is sent in pieces.
 */
final class SimOutlet implements WatchOutlet {
    private final SimScheduler world;
    private final SimMember member;
    private final SimWatchWire wire;
    private final int life;
    private final int room;
    private final LongSupplier nanosPerReply;
    private final Consumer<WatchResponse> onResponse;
    private final Runnable onEnd;
    private final Deque<WatchReply> waiting = new ArrayDeque<>();

    /** What is not sent yet of the reply that was taken last. */
    private final Deque<WatchResponse> pieces = new ArrayDeque<>();

    private @Nullable WatchStream stream;
    private boolean delivering;
    private boolean wantsRoom;
    private boolean ended;
    private boolean closed;

    /**
     * A connection to this life of a member.
     *
     * @param room how many replies may wait
     * @param nanosPerReply how long the next message keeps it busy
     * @param onResponse the client's side, in the world's own steps
     * @param onEnd the member ended the stream, all that came before it delivered
     */
    SimOutlet(
            SimScheduler world,
            SimMember member,
            SimWatchWire wire,
            int room,
            LongSupplier nanosPerReply,
            Consumer<WatchResponse> onResponse,
            Runnable onEnd) {
        this.world = world;
        this.member = member;
        this.wire = wire;
        this.life = member.lives();
        this.room = room;
        this.nanosPerReply = nanosPerReply;
        this.onResponse = onResponse;
        this.onEnd = onEnd;
    }

    /** From now on there is somebody to tell of room. */
    void attach(WatchStream opened) {
        stream = opened;
    }

    /** Does something with the stream, in the member's place. */
    void tell(Consumer<WatchStream> what) {
        if (isWhole()) {
            member.run(() -> {
                WatchStream open = stream;
                if (open != null && isWhole()) {
                    what.accept(open);
                }
            });
        }
    }

    /** Whether anything may still come. */
    boolean isWhole() {
        return !closed && member.isUp() && member.lives() == life;
    }

    /** The client goes away. */
    void close() {
        tell(WatchStream::close);
        closed = true;
        waiting.clear();
        pieces.clear();
    }

    @Override
    public boolean hasRoom() {
        wantsRoom = wantsRoom || waiting.size() >= room;
        return waiting.size() < room;
    }

    @Override
    public void take(WatchReply reply) {
        waiting.add(reply);
    }

    @Override
    public void flush() {
        deliverNext();
    }

    @Override
    public void end(EtcdError why) {
        ended = true;
        deliverNext();
    }

    private void deliverNext() {
        if (delivering || closed || (waiting.isEmpty() && pieces.isEmpty() && !ended)) {
            return;
        }
        delivering = true;
        world.in(nanosPerReply.getAsLong(), () -> {
            delivering = false;
            // What was on its way when the member died may have arrived or not; here it did not.
            if (closed || (!isWhole() && !ended)) {
                return;
            }
            if (pieces.isEmpty() && !waiting.isEmpty()) {
                pieces.addAll(wire.responses(waiting.remove()));
            }
            WatchResponse next = pieces.poll();
            if (next != null) {
                onResponse.accept(next);
            } else if (ended) {
                closed = true;
                onEnd.run();
            }
            if (wantsRoom && waiting.size() < room) {
                wantsRoom = false;
                tell(WatchStream::roomAgain);
            }
            deliverNext();
        });
    }
}
