package io.fairlead.server.model;

import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.server.apply.AppliedMarks;
import io.fairlead.server.apply.AppliedState;
import io.fairlead.server.apply.ApplyAck;
import io.fairlead.server.apply.ApplyListener;
import io.fairlead.server.apply.ApplyLoop;
import io.fairlead.server.apply.ApplyTask;
import io.fairlead.server.apply.TightState;
import io.fairlead.server.command.CommandCodec;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.command.Requester;
import io.fairlead.server.exec.Mailbox;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryType;
import io.fairlead.server.sim.SimDisk;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.FileOwner;
import io.fairlead.server.storage.backend.MemoryBackend;
import io.fairlead.server.storage.backend.ReceivedState;
import io.fairlead.server.storage.backend.SegmentedBackend;
import io.fairlead.server.storage.backend.SnapshotView;
import io.fairlead.server.storage.backend.StateReceiver;
import io.fairlead.server.watch.WatchLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One member's applied state with its apply loop, driven by hand. */
final class StateCopy {
    private static final FileOwner OWNER = new FileOwner(1, 2);
    private static final Path PLACE = Path.of("state");

    /** So small that a short history fills some. */
    private static final int SEGMENT_SIZE = 4096;

    private final Backend backend;

    /** Null for a state in memory. */
    private final @Nullable SimDisk disk;

    private final AppliedState state;
    private final WatchLoop watchLoop;
    private final LoopWatchers watchers;
    private final LoopLeases leases;
    private final Mailbox<ApplyTask> tasks = new Mailbox<>(1000);
    private final ApplyLoop loop;

    /** The entry of each request that waits to be applied. */
    private final List<Entry> waiting = new ArrayList<>();

    /** Given and not yet compared with those of another copy. */
    private final TreeMap<Long, Answer<?>> answers = new TreeMap<>();

    private long forgotten;
    private @Nullable ReceivedState received;
    private long lastIndex;

    /** The idle loops have nothing to do. */
    private boolean resting = true;

    private StateCopy(Backend backend, @Nullable SimDisk disk, int stream) {
        this.backend = backend;
        this.disk = disk;
        this.state = TightState.over(backend);
        this.watchLoop = state.watchLoop();
        this.watchers = new LoopWatchers(stream, watchLoop);
        this.leases = new LoopLeases(state);
        this.lastIndex = backend.applied().index();
        this.loop = TightState.loop(
                state,
                tasks,
                meta -> {
                    if (received == null) {
                        throw new AssertionError("nothing was received");
                    }
                    return received;
                },
                new ApplyListener() {
                    @Override
                    public void answer(long requestId, Answer<?> answer) {
                        if (requestId > forgotten) {
                            answers.put(requestId, answer);
                        }
                    }

                    @Override
                    public void takesLonger(long requestId) {}

                    @Override
                    public void spaceExhausted() {}

                    @Override
                    public void applied(ApplyAck ack) {}
                });
    }

    /** @param stream the number of its stream of watchers */
    static StateCopy inMemory(int stream) {
        return new StateCopy(new MemoryBackend(OWNER), null, stream);
    }

    static StateCopy inFiles(int stream) {
        SimDisk disk = new SimDisk(new Random(0));
        return new StateCopy(open(disk), disk, stream);
    }

    private static Backend open(SimDisk disk) {
        try {
            return SegmentedBackend.open(disk, PLACE, OWNER, SEGMENT_SIZE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    AppliedState state() {
        return state;
    }

    LoopWatchers watchers() {
        return watchers;
    }

    LoopLeases leases() {
        return leases;
    }

    long recordCount() {
        long[] count = {0};
        backend.scanRevisions(0, Long.MAX_VALUE, record -> {
            count[0]++;
            return true;
        });
        return count[0];
    }

    /** Whether nothing waits to be done. */
    boolean isResting() {
        return resting && waiting.isEmpty();
    }

    /** Takes a command to be applied later. */
    void await(long requestId, CommandKind kind, MessageLite request) {
        lastIndex++;
        waiting.add(new Entry(
                1, lastIndex, EntryType.NORMAL, CommandCodec.encode(requestId, kind, request, Requester.NONE)));
    }

    /** Applies what waits as one run. */
    void applyWaiting() {
        if (!waiting.isEmpty()) {
            tasks.post(new ApplyTask.Entries(waiting));
            waiting.clear();
            turn();
        }
    }

    /** The answer to a request, once it is there. */
    Answer<? extends Message> answer(long requestId) {
        applyWaiting();
        while (!answers.containsKey(requestId)) {
            if (turn() == 0) {
                throw new AssertionError("request " + requestId + " is never answered");
            }
        }
        return answers.get(requestId).map(Message.class::cast);
    }

    /** Does all that is left to do, down to the files. */
    void rest() {
        boolean more = true;
        while (more) {
            more = turn() + watchLoop.turn(0) > 0;
        }
        resting = true;
        try {
            if (disk != null) {
                backend.force();
                more = true;
                while (more) {
                    more = backend.clean(true);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A piece of what a compaction left to do. */
    void step() {
        turn();
    }

    /** Does what waits for the watch loop alone. */
    void serveWatchers() {
        boolean more = true;
        while (more) {
            more = watchLoop.turn(0) > 0;
        }
    }

    /** Something was left to be done. */
    void interrupt() {
        resting = false;
    }

    private int turn() {
        resting = false;
        return loop.turn(0);
    }

    /** Every answer this one gave must be the one that {@code other} gives; then they are forgotten. */
    void expectSameAnswers(StateCopy other) {
        other.applyWaiting();
        for (Map.Entry<Long, Answer<?>> mine : answers.entrySet()) {
            Answer<?> theirs = other.answer(mine.getKey());
            if (!mine.getValue().equals(theirs)) {
                throw new AssertionError("two copies answer one request with " + mine.getValue() + " and " + theirs);
            }
        }
        answers.clear();
        other.answers.clear();
    }

    /** Nobody asks for the answers to requests up to this one any more. */
    void forgetAnswers(long upTo) {
        forgotten = upTo;
        answers.clear();
    }

    /** Whether there is something to apply. */
    boolean isBehind() {
        return !waiting.isEmpty();
    }

    /** Whether nothing was ever applied. */
    boolean isNew() {
        return lastIndex == 0;
    }

    /** The state as it is after the process ended and began again; what waited was applied before. */
    StateCopy restarted() {
        applyWaiting();
        if (disk == null) {
            return inheriting(new StateCopy(backend, null, watchers.number()));
        }
        close();
        disk.processDied();
        return inheriting(new StateCopy(open(disk), disk, watchers.number()));
    }

    private StateCopy inheriting(StateCopy next) {
        next.answers.putAll(answers);
        next.forgotten = forgotten;
        return next;
    }

    /** Replaces the state, and what waits to be applied to it, by the whole of {@code source}'s, which is ahead. */
    void install(StateCopy source) {
        waiting.clear();
        StateReceiver receiver;
        try (SnapshotView view = source.backend.openSnapshot()) {
            receiver = backend.receive();
            ByteBuffer piece = ByteBuffer.allocate(777);
            while (view.read(piece) >= 0) {
                receiver.write(piece.flip());
                piece.clear();
            }
            received = receiver.complete();
            tasks.post(new ApplyTask.Restore(AppliedMarks.meta(view.mark())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        lastIndex = source.lastIndex;
        turn();
    }

    void close() {
        try {
            backend.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
