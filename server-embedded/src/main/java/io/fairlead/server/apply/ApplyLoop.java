package io.fairlead.server.apply;

import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.server.check.Invariant;
import io.fairlead.server.command.Command;
import io.fairlead.server.command.CommandCodec;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.exec.Clock;
import io.fairlead.server.exec.Loop;
import io.fairlead.server.exec.Mailbox;
import io.fairlead.server.exec.Waker;
import io.fairlead.server.failpoint.Failpoint;
import io.fairlead.server.failpoint.Failpoints;
import io.fairlead.server.membership.MemberChange;
import io.fairlead.server.mvcc.Compactor;
import io.fairlead.server.raft.model.ConfChange;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.EntryType;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.raftcodec.MalformedRaftDataException;
import io.fairlead.server.raftcodec.RaftCodec;
import io.fairlead.server.storage.backend.AppliedMark;
import io.fairlead.server.storage.backend.Batch;
import io.fairlead.server.storage.backend.ReceivedState;
import io.fairlead.server.storage.disk.DiskSpace;
import io.fairlead.server.storage.disk.NoSpaceException;
import io.fairlead.server.txn.SpaceCost;
import io.fairlead.server.watch.EventFeed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The loop that owns the replicated state. A turn applies the entries that wait, up to a bound, as one batch; between turns
 * without entries it does a piece of the work that compactions left behind. What finds no space on the disk is kept as it is
 * and tried again by a deadline; nobody sees or hears of it before, and nothing else is applied.
 */
public final class ApplyLoop implements Loop {
    /** Runs of entries taken in one turn; the core bounds the bytes of each. */
    private static final int TASKS_PER_TURN = 64;

    private final AppliedState state;
    private final CommandApplier commands;
    private final Mailbox<ApplyTask> mailbox;
    private final Function<SnapshotMeta, ReceivedState> receivedStates;
    private final Executor scans;
    private final ApplyListener listener;
    private final Clock clock;
    private final DiskSpace.Wait room;
    private final Failpoints failpoints;

    /** Where watchers hear of what was published. */
    private final EventFeed events;

    /** Keys a compaction looks at in one turn, about a microsecond each, so that commands never wait long for it. */
    private static final int COMPACTED_KEYS_PER_TURN = 1000;

    private final int compactedKeysPerTurn;

    /** Turns with commands after which a compaction that is under way gets its piece all the same. */
    private static final int BUSY_TURNS_MAX = 16;

    private final PhysicalCompactions compactions = new PhysicalCompactions();

    /** What this turn applied, told when it is sealed and published. */
    private final List<Runnable> answers = new ArrayList<>();

    private final List<ApplyAck.Decided> confChanges = new ArrayList<>();

    /** Taken from the mailbox and not begun. */
    private final ArrayDeque<ApplyTask> tasks = new ArrayDeque<>();

    /** What found no space, and what comes after it; null while there is space. */
    private @Nullable Unwritten unwritten;

    private record Unwritten(Write write, Runnable then) {}

    @FunctionalInterface
    private interface Write {
        void run() throws IOException;
    }

    private EntryId applied;

    /** Something that takes space is among what this turn applied. */
    private boolean spaceTaken;

    private int busyTurns;
    private long nowNanos;

    /**
     * @param receivedStates finds the received state that a restore puts in place
     * @param scans runs on another thread what reads the whole state
     */
    public ApplyLoop(
            AppliedState state,
            Mailbox<ApplyTask> mailbox,
            Function<SnapshotMeta, ReceivedState> receivedStates,
            Executor scans,
            ApplyListener listener,
            Clock clock,
            DiskSpace space,
            Failpoints failpoints) {
        this(state, mailbox, receivedStates, scans, listener, clock, space, failpoints, COMPACTED_KEYS_PER_TURN);
    }

    ApplyLoop(
            AppliedState state,
            Mailbox<ApplyTask> mailbox,
            Function<SnapshotMeta, ReceivedState> receivedStates,
            Executor scans,
            ApplyListener listener,
            Clock clock,
            DiskSpace space,
            Failpoints failpoints,
            int compactedKeysPerTurn) {
        this.compactedKeysPerTurn = compactedKeysPerTurn;
        this.state = state;
        this.commands = new CommandApplier(state);
        this.mailbox = mailbox;
        this.receivedStates = receivedStates;
        this.scans = scans;
        this.listener = listener;
        this.clock = clock;
        this.room = space.waitFor(DiskSpace.Need.STATE);
        this.failpoints = failpoints;
        this.events = state.watchLoop().feed();
        this.applied = appliedMark();
    }

    @Override
    public String name() {
        return "apply";
    }

    @Override
    public void attach(Waker waker) {
        mailbox.bind(waker);
    }

    @Override
    public int turn(long now) {
        nowNanos = now;
        if (!room.mayTry(now)) {
            return 0;
        }
        Unwritten waiting = unwritten;
        if (waiting != null) {
            unwritten = null;
            write(waiting.write(), waiting.then());
        }
        mailbox.drain(tasks::add, TASKS_PER_TURN - tasks.size());
        int count = tasks.size();
        while (unwritten == null && !tasks.isEmpty()) {
            carryOut(tasks.remove());
        }
        if (unwritten != null) {
            return 0;
        }
        busyTurns = count == 0 ? BUSY_TURNS_MAX : busyTurns + 1;
        return count + (busyTurns >= BUSY_TURNS_MAX ? cleanUp() : 0) + (waiting == null ? 0 : 1);
    }

    private void carryOut(ApplyTask task) {
        if (task instanceof ApplyTask.Entries run) {
            List<Entry> entries = new ArrayList<>(run.entries());
            while (tasks.peek() instanceof ApplyTask.Entries next) {
                entries.addAll(next.entries());
                tasks.remove();
            }
            applyAll(entries);
        } else if (task instanceof ApplyTask.Restore restore) {
            restore(restore.meta());
        } else if (task instanceof ApplyTask.CloseSegment close) {
            state.backend().closeSegment();
            seal(state.backend().begin(), close.done());
        } else if (task instanceof ApplyTask.Ask ask) {
            ask.question().accept(state);
        }
    }

    @Override
    public long deadlineNanos() {
        return room.deadlineNanos();
    }

    private void applyAll(List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        Batch batch = state.backend().begin();
        for (Entry entry : entries) {
            Invariant.equal(entry.index(), applied.index() + 1, "index of the next entry to apply");
            apply(entry, batch);
            applied = entry.id();
        }
        seal(batch, this::entriesSealed);
    }

    private void entriesSealed() {
        publish();
        tell(false);
        if (spaceTaken && state.isSpaceExhausted()) {
            listener.spaceExhausted();
        }
        spaceTaken = false;
    }

    /** Before anybody is answered, so that whoever was answered finds his change among the events. */
    private void publish() {
        long compacted = state.keys().compactedRevision();
        state.publish();
        events.published(state.keys().lastPublished());
        if (state.keys().compactedRevision() != compacted) {
            events.compacted();
        }
    }

    private void apply(Entry entry, Batch batch) {
        if (entry.type() == EntryType.CONF_CHANGE) {
            applyConfChange(confChangeIn(entry), batch);
        } else if (!entry.data().isEmpty()) {
            Command command = CommandCodec.decode(entry.data());
            long begunNanos = clock.nanos();
            Answer<MessageLite> answer = commands.apply(command, batch);
            listener.carriedOut(command.kind(), answer instanceof Answer.Ok, clock.nanos() - begunNanos);
            spaceTaken |= answer instanceof Answer.Ok && SpaceCost.of(command.request()) > 0;
            Runnable tell = () -> listener.answer(command.requestId(), answer);
            if (answer instanceof Answer.Ok && isPhysicalCompaction(command)) {
                listener.takesLonger(command.requestId());
                compactions.await(command.as(CompactionRequest.class).getRevision(), tell);
            } else {
                answers.add(tell);
            }
        }
    }

    private static ConfChange confChangeIn(Entry entry) {
        try {
            return RaftCodec.decodeConfChange(entry.data());
        } catch (MalformedRaftDataException e) {
            throw new IllegalStateException("entry " + entry.index() + " is no conf change", e);
        }
    }

    private void applyConfChange(ConfChange change, Batch batch) {
        failpoints.reach(Failpoint.BEFORE_APPLY_ONE_CONF_CHANGE);
        Answer<MemberChange> answer = state.membershipStore().apply(change, batch);
        confChanges.add(new ApplyAck.Decided(change, answer instanceof Answer.Ok));
        answers.add(() -> listener.answer(change.requestId(), answer));
    }

    private void restore(SnapshotMeta meta) {
        Invariant.check(
                meta.index() > applied.index(), "a snapshot behind the applied index", meta.index(), applied.index());
        failpoints.reach(Failpoint.APPLY_BEFORE_OPEN_SNAPSHOT);
        ReceivedState received = receivedStates.apply(meta);
        write(() -> install(received), () -> restored(meta));
    }

    private void install(ReceivedState received) throws IOException {
        state.keys().beginReplacement();
        try {
            state.backend().install(received);
        } catch (NoSpaceException e) {
            state.keys().putOffReplacement();
            throw e;
        }
    }

    private void restored(SnapshotMeta meta) {
        state.reload();
        events.replaced();
        applied = appliedMark();
        Invariant.equal(applied.index(), meta.index(), "index of the installed state");
        tell(true);
    }

    /** The state changed and readers see it: acknowledges first, so that whoever is answered finds it acknowledged. */
    private void tell(boolean restored) {
        listener.applied(new ApplyAck(applied.index(), applied.term(), confChanges, restored));
        confChanges.clear();
        answers.forEach(Runnable::run);
        answers.clear();
    }

    /** One piece of a compaction; what it marks goes into a batch of its own, with the applied mark as it was. */
    private int cleanUp() {
        busyTurns = 0;
        Compactor compactor = state.keys().compactor();
        compactor.takeHashWork().ifPresent(this::hashFirst);
        if (!compactor.isPending()) {
            return 0;
        }
        Batch batch = state.backend().begin();
        failpoints.reach(Failpoint.COMPACT_BEFORE_COMMIT_BATCH);
        boolean finished = compactor.step(batch, compactedKeysPerTurn);
        failpoints.reach(Failpoint.COMPACT_AFTER_COMMIT_BATCH);
        if (finished) {
            failpoints.reach(Failpoint.COMPACT_BEFORE_SET_FINISHED_COMPACT);
            seal(batch, () -> {
                failpoints.reach(Failpoint.COMPACT_AFTER_SET_FINISHED_COMPACT);
                state.publish();
                compactions.finished(compactor.finishedRevision());
            });
        }
        return unwritten == null ? 1 : 0;
    }

    /** The hash of what a compaction is about to change is computed elsewhere; the loop is woken when it is there. */
    private void hashFirst(Runnable work) {
        scans.execute(() -> {
            work.run();
            mailbox.post(new ApplyTask.WakeUp());
        });
    }

    private void seal(Batch batch, Runnable then) {
        AppliedMark mark =
                AppliedMarks.mark(applied, state.membershipStore().working().confState());
        write(() -> state.backend().seal(batch, mark), then);
    }

    /** Goes on with {@code then} when it is written: at once, or when there is space. */
    private void write(Write write, Runnable then) {
        try {
            write.run();
        } catch (NoSpaceException e) {
            unwritten = new Unwritten(write, then);
            room.begin(nowNanos, e);
            return;
        } catch (IOException e) {
            throw new UncheckedIOException("the applied state can't be written: " + e.getMessage(), e);
        }
        room.end();
        then.run();
    }

    private static boolean isPhysicalCompaction(Command command) {
        return command.kind() == CommandKind.COMPACTION
                && command.as(CompactionRequest.class).getPhysical();
    }

    private EntryId appliedMark() {
        return AppliedMarks.meta(state.backend().applied()).lastIncluded();
    }
}
