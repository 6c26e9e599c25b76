package io.fairlead.server.sim;

import io.fairlead.server.raft.model.Message;
import io.fairlead.server.transport.InboundSink;
import io.fairlead.server.transport.SnapshotSink;
import io.fairlead.server.transport.SnapshotSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One state on its way to a peer, piece by piece. It breaks when a wire is cut, a piece is lost, or either end dies; the sender
 * then hears that it failed, if it lives.
 */
final class SimSnapshotTransfer {
    private static final int PIECE_SIZE = 4096;

    private final SimNetwork network;
    private final SimScheduler world;
    private final SimTransport from;
    private final Message.InstallSnapshot announcement;
    private final SnapshotSource source;
    private @Nullable SimTransport to;
    private @Nullable SnapshotSink sink;

    SimSnapshotTransfer(
            SimNetwork network,
            SimScheduler world,
            SimTransport from,
            Message.InstallSnapshot announcement,
            SnapshotSource source) {
        this.network = network;
        this.world = world;
        this.from = from;
        this.announcement = announcement;
        this.source = source;
    }

    void start() {
        world.in(network.delayNanos(), () -> {
            SimTransport target = network.at(announcement.to());
            if (target == null || network.breaks(from.memberId(), announcement.to())) {
                end(true);
                return;
            }
            to = target;
            inReceiver(receiver -> sink = receiver.openSnapshot(announcement));
            if (sink == null) {
                end(true);
            } else {
                sendPiece();
            }
        });
    }

    private void sendPiece() {
        if (from.life().isOver() || network.breaks(from.memberId(), announcement.to())) {
            breakOff();
            return;
        }
        ByteBuffer piece = ByteBuffer.allocate(PIECE_SIZE);
        int[] read = {-1};
        boolean[] unreadable = {false};
        from.life().run(() -> {
            try {
                read[0] = source.read(piece);
            } catch (IOException e) {
                unreadable[0] = true;
                if (!network.mayErr(from.memberId())) {
                    throw new AssertionError("a state can't be read", e);
                }
            }
        });
        if (unreadable[0]) {
            breakOff();
            return;
        }
        world.in(network.delayNanos(), () -> takePiece(piece.flip(), read[0] < 0));
    }

    private void takePiece(ByteBuffer piece, boolean last) {
        SnapshotSink open = sink;
        SimTransport receiver = to;
        if (open == null
                || receiver == null
                || receiver.sink() == null
                || from.life().isOver()) {
            breakOff();
            return;
        }
        boolean[] taken = {false};
        inReceiver(ignored -> {
            if (last) {
                open.complete();
            } else {
                open.write(piece);
            }
            taken[0] = true;
        });
        if (!taken[0]) {
            breakOff();
        } else if (last) {
            network.streamArrived(receiver.memberId());
            end(false);
        } else {
            sendPiece();
        }
    }

    private void breakOff() {
        SnapshotSink open = sink;
        if (open != null && to != null) {
            to.life().run(open::abort);
        }
        end(true);
    }

    private void end(boolean failed) {
        from.life().run(() -> {
            try {
                source.close();
            } catch (IOException e) {
                throw new AssertionError("a state can't be closed", e);
            }
        });
        world.in(
                network.delayNanos(),
                () -> from.receive(new Message.SnapshotReport(announcement.to(), from.memberId(), failed)));
    }

    private void inReceiver(ReceiverAction action) {
        SimTransport receiver = to;
        if (receiver == null || receiver.life().isPaused()) {
            return;
        }
        receiver.life().run(() -> {
            InboundSink inbound = receiver.sink();
            if (inbound != null) {
                try {
                    action.run(inbound);
                } catch (IOException e) {
                    // Refused, or broken: the transfer fails.
                }
            }
        });
    }

    /** What the receiving end does with a piece. */
    @FunctionalInterface
    private interface ReceiverAction {
        void run(InboundSink receiver) throws IOException;
    }
}
