package io.fairlead.server.node;

import io.fairlead.server.apply.AppliedMarks;
import io.fairlead.server.exec.Mailbox;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.storage.backend.AppliedMark;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.DamagedStateException;
import io.fairlead.server.storage.backend.ReceivedState;
import io.fairlead.server.storage.backend.SnapshotView;
import io.fairlead.server.storage.backend.StateReceiver;
import io.fairlead.server.storage.backend.TransferGivenUpException;
import io.fairlead.server.storage.disk.NoSpaceException;
import io.fairlead.server.transport.PeerTransport;
import io.fairlead.server.transport.SnapshotSink;
import io.fairlead.server.transport.SnapshotSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * States at an index, and the log behind them: has the applied state forced when enough entries came since the last time,
 * then lets the log go; sends the state to a peer that fell behind; keeps one that arrives until the core has decided on it.
 *
 * <p>Order of an own snapshot: the state is forced, its snapshot file written, the marker written to the log and forced, and
 * only then the log behind it released. Order of a received one: the state is whole and durable, then the core sees the
 * message, then the marker is durable, then the apply loop puts the state in place. A crash between any two leaves something
 * that recovery can go on from.
 */
final class Snapshots {
    private final NodeConfig config;
    private final Backend backend;
    private final SnapshotFiles files;
    private final PeerTransport transport;
    private final Mailbox<RaftInput> raftMailbox;
    private final Runnable forceRequest;
    private final Consumer<ReceivedState> discard;
    private final Consumer<IOException> diskFailed;
    private final NodeLog log;

    /** Written by the backend loop once a snapshot is saved; read by the raft loop. */
    private volatile long savedIndex;

    /** A force was asked for up to this index. Raft loop. */
    private long requestedIndex;

    /** A state that is whole, until it is in place or the core does not want it; no second one is taken meanwhile. */
    private final AtomicReference<ReceivedState> received = new AtomicReference<>();

    /**
     * Snapshots of one member.
     *
     * @param forceRequest has the applied state forced soon
     * @param discard has a received state deleted; called on the raft loop, which does not wait for the disk
     * @param diskFailed told of an error of the disk that is not a lack of space, on the thread that met it
     */
    Snapshots(
            NodeConfig config,
            Backend backend,
            SnapshotFiles files,
            PeerTransport transport,
            Mailbox<RaftInput> raftMailbox,
            Runnable forceRequest,
            Consumer<ReceivedState> discard,
            Consumer<IOException> diskFailed,
            long savedIndex,
            NodeLog log) {
        this.config = config;
        this.backend = backend;
        this.files = files;
        this.transport = transport;
        this.raftMailbox = raftMailbox;
        this.forceRequest = forceRequest;
        this.discard = discard;
        this.diskFailed = diskFailed;
        this.savedIndex = savedIndex;
        this.requestedIndex = savedIndex;
        this.log = log;
    }

    /** Entries were applied: if it is time for a snapshot, asks the backend to force. Raft loop. */
    void applied(long appliedIndex) {
        long since = Math.max(savedIndex, requestedIndex);
        if (appliedIndex - since >= config.snapshotCount()) {
            requestedIndex = appliedIndex;
            forceRequest.run();
        }
    }

    /** The state up to {@code mark} survives a crash. Backend loop. */
    void forced(AppliedMark mark) throws IOException {
        if (mark.index() - savedIndex >= config.snapshotCount()) {
            SnapshotMeta meta = AppliedMarks.meta(mark);
            files.save(meta);
            savedIndex = mark.index();
            raftMailbox.post(new RaftInput.SnapshotSaved(meta));
        }
    }

    /** Streams the state as it is now to a peer; it covers at least what the core asked for. Raft loop. */
    void send(Message.InstallSnapshot asked) {
        SnapshotView view;
        try {
            view = backend.openSnapshot();
        } catch (IOException e) {
            log.snapshotNotSent(asked.to(), e);
            raftMailbox.post(new RaftInput.Receive(new Message.SnapshotReport(asked.to(), asked.from(), true)));
            return;
        }
        SnapshotMeta meta = AppliedMarks.meta(view.mark());
        log.sendingSnapshot(asked.to(), meta, view.size());
        transport.sendSnapshot(
                new Message.InstallSnapshot(asked.from(), asked.to(), asked.term(), meta),
                new ViewSource(view, diskFailed));
    }

    /** A peer begins to send its state. Transport thread. */
    SnapshotSink receive(Message.InstallSnapshot announcement) throws IOException {
        if (received.get() != null) {
            throw new IOException("another received state waits to be installed");
        }
        log.receivingSnapshot(announcement.from(), announcement.meta());
        return new ReceiverSink(announcement, onDisk(backend::receive));
    }

    /** The state that was received for {@code meta}. Apply loop. */
    ReceivedState receivedFor(SnapshotMeta meta) {
        ReceivedState state = received.get();
        if (state == null || state.mark().index() != meta.index()) {
            throw new IllegalStateException("the core accepted a snapshot at index " + meta.index()
                    + ", but the state received last is at "
                    + (state == null ? "none" : Long.toString(state.mark().index())));
        }
        return state;
    }

    /** The received state is in place. Raft loop. */
    void installed() {
        received.set(null);
    }

    /** A received state waits to be put in place. Any thread. */
    boolean isInstalling() {
        return received.get() != null;
    }

    /** The core has no use for the state that was received for {@code meta}. Raft loop. */
    void ignored(SnapshotMeta meta) {
        ReceivedState state = received.get();
        if (state != null && state.mark().index() == meta.index()) {
            received.set(null);
            discard.accept(state);
        }
    }

    @FunctionalInterface
    private interface DiskWork<T> {
        T run() throws IOException;
    }

    /** What a peer sends may be damaged or outdated, and have no space here; all else is this member's disk failing. */
    private <T> T onDisk(DiskWork<T> work) throws IOException {
        try {
            return work.run();
        } catch (DamagedStateException | TransferGivenUpException | NoSpaceException e) {
            throw e;
        } catch (IOException e) {
            diskFailed.accept(e);
            throw e;
        }
    }

    private final class ReceiverSink implements SnapshotSink {
        private final Message.InstallSnapshot announcement;
        private final StateReceiver receiver;

        ReceiverSink(Message.InstallSnapshot announcement, StateReceiver receiver) {
            this.announcement = announcement;
            this.receiver = receiver;
        }

        @Override
        public void write(ByteBuffer chunk) throws IOException {
            onDisk(() -> {
                receiver.write(chunk);
                return receiver;
            });
        }

        @Override
        public void complete() throws IOException {
            ReceivedState state = onDisk(receiver::complete);
            if (!AppliedMarks.meta(state.mark()).equals(announcement.meta())) {
                state.discard();
                throw new IOException("a snapshot announced at " + announcement.meta() + " arrived at "
                        + AppliedMarks.meta(state.mark()));
            }
            if (!received.compareAndSet(null, state)) {
                state.discard();
                throw new IOException("another received state waits to be installed");
            }
            try {
                onDisk(() -> {
                    files.save(announcement.meta());
                    return state;
                });
            } catch (NoSpaceException e) {
                received.set(null);
                state.discard();
                throw e;
            }
            raftMailbox.post(new RaftInput.Receive(announcement));
        }

        @Override
        public void abort() {
            receiver.abort();
        }
    }

    /**
     * A backend's view as the transport reads it. A state that can't be read or has rotted ends this member: it could bring nobody
     * up to date, and a start finds the damage and has it repaired.
     */
    private record ViewSource(SnapshotView view, Consumer<IOException> diskFailed) implements SnapshotSource {
        @Override
        public long size() {
            return view.size();
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            try {
                return view.read(target);
            } catch (IOException e) {
                diskFailed.accept(e);
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            view.close();
        }
    }
}
